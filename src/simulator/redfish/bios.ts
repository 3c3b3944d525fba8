import type { BiosSetting, SimulatedBiosValue } from '../bios-settings.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { type Problem, problem } from './problem.ts'
import { link, type ResourceTree, type Visit } from './resource.ts'

/** Where the BIOS of a system is. */
export function biosPath({ system }: FamilyTraits): string {
  return `/redfish/v1/Systems/${system}/Bios`
}

/** The BIOS of the one system, its settings resource and its registry; stock OpenBMC has nothing of it but the reset. */
export function bios(traits: FamilyTraits): ResourceTree {
  if (!traits.bios) return {}
  const path = biosPath(traits)
  return {
    [path]: { show: showBios },
    [`${path}/Actions/Bios.ResetBios`]: { create: reset },
    ...(traits.bios.registry !== undefined && {
      [`${path}/Settings`]: { show: showSettings, change },
    }),
  }
}

function showBios({ bmc, traits }: Visit): JsonObject {
  const path = biosPath(traits)
  const registry = traits.bios?.registry
  return {
    ...link(path),
    '@odata.type': registry ? '#Bios.v1_2_1.Bios' : '#Bios.v1_1_0.Bios',
    Actions: { '#Bios.ResetBios': { target: `${path}/Actions/Bios.ResetBios` } },
    Id: registry ? 'Bios' : 'BIOS',
    Name: registry ? 'BIOS Configuration Current Settings' : 'BIOS Configuration',
    ...(registry && {
      '@Redfish.Settings': {
        '@odata.type': '#Settings.v1_3_5.Settings',
        SettingsObject: link(`${path}/Settings`),
        SupportedApplyTimes: ['OnReset', 'AtMaintenanceWindowStart', 'InMaintenanceWindowOnReset'],
      },
      AttributeRegistry: `${registry}.v1_0_3`,
      Attributes: bmc.bios.now,
      ResetBiosToDefaultsPending: bmc.bios.toDefault,
    }),
  }
}

function showSettings({ bmc, traits }: Visit): JsonObject {
  return {
    ...link(`${biosPath(traits)}/Settings`),
    '@odata.type': '#Bios.v1_2_1.Bios',
    AttributeRegistry: `${traits.bios?.registry}.v1_0_3`,
    Attributes: bmc.bios.pending,
    Id: 'Settings',
    Name: 'BIOS Configuration Pending Settings',
  }
}

function reset({ bmc, traits }: Visit): BmcReply {
  bmc.bios.toDefault = true
  return traits.actionDone
}

/** All or nothing; without an apply time, iDRAC 9 only puts down what is to be, which no boot looks at. */
function change({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  const wanted = asObject(sent?.Attributes)
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  if (!wanted) return traits.propertyError('Attributes', problem('PropertyMissing', 'Attributes'))
  for (const [name, value] of Object.entries(wanted)) {
    const wrong = wrongWith(bmc.bios.settings[name], name, value)
    if (wrong) return traits.propertyError(name, wrong)
  }
  const isScheduled = asObject(sent['@Redfish.SettingsApplyTime'])?.ApplyTime === 'OnReset'
  if (isScheduled) bmc.bios.put(wanted as Readonly<Record<string, SimulatedBiosValue>>)
  return traits.changeDone
}

function wrongWith(setting: BiosSetting | undefined, name: string, value: unknown): Problem | undefined {
  if (!setting) return problem('PropertyUnknown', name)
  if (setting.isReadOnly) return problem('PropertyNotWritable', name)
  const { kind } = setting
  if ('values' in kind)
    return kind.values.some((one) => one === value)
      ? undefined
      : problem('PropertyValueNotInList', String(value), name)
  if ('least' in kind) {
    if (typeof value !== 'number') return problem('PropertyValueTypeError', String(value), name)
    return value < kind.least || value > kind.most
      ? problem('PropertyValueNotInList', String(value), name)
      : undefined
  }
  return typeof value === 'string' ? undefined : problem('PropertyValueTypeError', String(value), name)
}

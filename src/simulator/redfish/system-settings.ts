import type { SimulatedBmc } from '../bmc.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import { link, type ResourceTree, type Visit } from './resource.ts'

/** D-Bus' word for it, and Redfish's. */
const POLICIES = { AlwaysOn: 'AlwaysOn', AlwaysOff: 'AlwaysOff', Restore: 'LastState' } as const

/** Settings of one value each that a system has, where its family has them. */
export function showSettings({ config }: SimulatedBmc, traits: FamilyTraits): JsonObject {
  const { restorePolicies, hasBootSettings } = traits.config
  return {
    ...(restorePolicies && { PowerRestorePolicy: POLICIES[config.powerRestorePolicy] }),
    ...(hasBootSettings && {
      '@Redfish.Settings': {
        '@odata.type': '#Settings.v1_3_5.Settings',
        SettingsObject: link(settingsPath(traits)),
        SupportedApplyTimes: ['OnReset'],
      },
    }),
  }
}

/** Settings of one value each beside the boot override. */
export function showBootSettings({ config }: SimulatedBmc, traits: FamilyTraits): JsonObject {
  const { retryConfigs } = traits.config
  if (!retryConfigs) return {}
  return {
    AutomaticRetryAttempts: 3,
    AutomaticRetryConfig: config.autoReboot ? 'RetryAttempts' : 'Disabled',
    'AutomaticRetryConfig@Redfish.AllowableValues': retryConfigs,
  }
}

/** A PATCH of one of these; undefined for one of something else. */
export function changeSettings({ bmc: { config }, request, traits }: Visit): BmcReply | undefined {
  const sent = asObject(jsonBody(request))
  const policy = sent?.PowerRestorePolicy
  const retry = asObject(sent?.Boot)?.AutomaticRetryConfig
  const { restorePolicies, retryConfigs } = traits.config
  if (policy !== undefined && restorePolicies) {
    const word = (['AlwaysOn', 'AlwaysOff', 'Restore'] as const).find((one) => POLICIES[one] === policy)
    if (!word) return refusal(traits, 'PowerRestorePolicy', policy)
    config.powerRestorePolicy = word
    return traits.changeDone
  }
  if (retry === undefined || !retryConfigs) return undefined
  if (!retryConfigs.includes(String(retry))) return refusal(traits, 'AutomaticRetryConfig', retry)
  config.autoReboot = retry !== 'Disabled'
  return traits.changeDone
}

function refusal(traits: FamilyTraits, property: string, value: unknown): BmcReply {
  return traits.propertyError(property, problem('PropertyValueNotInList', String(value), property))
}

const settingsPath = ({ system }: FamilyTraits) => `/redfish/v1/Systems/${system}/Settings`

/** The system's settings to come, where the family keeps such: its boot mode. */
export function systemSettings(traits: FamilyTraits): ResourceTree {
  if (!traits.config.hasBootSettings) return {}
  const path = settingsPath(traits)
  return {
    [path]: {
      show: ({ bmc }) => ({
        '@Redfish.SettingsApplyTime': {
          '@odata.type': '#Settings.v1_3_5.PreferredApplyTime',
          ApplyTime: 'OnReset',
        },
        ...link(path),
        '@odata.type': traits.types.system,
        Boot: { BootOrder: [], BootSourceOverrideMode: bmc.boot.pendingMode ?? null, StopBootOnFault: null },
        Id: traits.system,
        Name: 'System',
      }),
      change({ bmc, request }) {
        const mode = asObject(asObject(jsonBody(request))?.Boot)?.BootSourceOverrideMode
        if (!traits.bootModes?.includes(String(mode))) return refusal(traits, 'BootSourceOverrideMode', mode)
        bmc.boot.pendingMode = String(mode)
        return traits.changeDone
      },
    },
  }
}

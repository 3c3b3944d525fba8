import type { BootSettings } from '../boot-settings.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { type Problem, problem } from './problem.ts'
import type { Visit } from './resource.ts'

const ENABLED = ['Disabled', 'Once', 'Continuous'] as const
type Enabled = (typeof ENABLED)[number]

/** `Boot` of a system. */
export function showBoot(boot: BootSettings, traits: FamilyTraits): JsonObject {
  const { enabled, target, mode } = override(boot)
  return {
    BootSourceOverrideEnabled: enabled,
    ...(traits.bootModes && { BootSourceOverrideMode: mode }),
    ...(traits.bootModes &&
      traits.hasActionInfo && { 'BootSourceOverrideMode@Redfish.AllowableValues': traits.bootModes }),
    BootSourceOverrideTarget: target,
    'BootSourceOverrideTarget@Redfish.AllowableValues': traits.bootTargets,
  }
}

/** PATCH of a system: its boot override, and nothing else. */
export function changeBoot({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const stranger = Object.keys(sent).find((name) => name !== 'Boot')
  const asked = asObject(sent.Boot)
  if (stranger !== undefined || !asked)
    return traits.propertyError(stranger ?? 'Boot', problem('PropertyUnknown', stranger ?? 'Boot'))
  for (const [property, value] of Object.entries(asked)) {
    const wrong = wrongWith(property, value, traits)
    if (wrong) return traits.propertyError(property, wrong)
  }
  apply(bmc.boot, asked)
  return traits.changeDone
}

function wrongWith(property: string, value: unknown, traits: FamilyTraits): Problem | undefined {
  const allowed = allowedFor(property, traits)
  if (!allowed) return problem('PropertyUnknown', property)
  return allowed.includes(String(value))
    ? undefined
    : problem('PropertyValueNotInList', String(value), property)
}

function allowedFor(property: string, traits: FamilyTraits): readonly string[] | undefined {
  if (property === 'BootSourceOverrideEnabled') return ENABLED
  if (property === 'BootSourceOverrideTarget') return traits.bootTargets
  return property === 'BootSourceOverrideMode' ? traits.bootModes : undefined
}

function override({ oneTime, permanent }: BootSettings): { enabled: Enabled; target: string; mode: string } {
  const { source: target, mode } = permanent.enabled && !oneTime.enabled ? permanent : oneTime
  return { enabled: oneTime.enabled ? 'Once' : permanent.enabled ? 'Continuous' : 'Disabled', target, mode }
}

/** Only what is named changes; for as long as the override lasts it is the one of the two choices that counts. */
function apply(boot: BootSettings, asked: JsonObject): void {
  const now = override(boot)
  const enabled = asked.BootSourceOverrideEnabled ?? now.enabled
  const choice = {
    source: String(asked.BootSourceOverrideTarget ?? now.target),
    mode: String(asked.BootSourceOverrideMode ?? now.mode),
  }
  Object.assign(boot.oneTime, choice, { enabled: enabled === 'Once' })
  Object.assign(boot.permanent, choice, { enabled: enabled === 'Continuous' })
}

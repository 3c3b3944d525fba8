import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { PowerLimit } from '../power-limit.ts'
import type { FamilyTraits } from './family-traits.ts'
import type { Overlay } from './overlay.ts'
import { problem } from './problem.ts'
import { link, type Visit } from './resource.ts'

/** Where the power of the one chassis is, in the form that Redfish had until 2020. */
export function powerPath({ chassis }: FamilyTraits): string {
  return `/redfish/v1/Chassis/${chassis}/Power`
}

/** The limit of the one power control, over whatever else `Power` has. */
export function powerLimit(traits: FamilyTraits): readonly Overlay[] {
  if (traits.powerLimit === undefined) return []
  return [{ path: powerPath(traits), show: showPower, change: changePowerLimit }]
}

function showPower({ bmc, traits }: Visit, below: JsonObject): JsonObject {
  const path = powerPath(traits)
  const [first, ...others] = Array.isArray(below.PowerControl) ? below.PowerControl : []
  const control = {
    ...link(`${path}#/PowerControl/0`),
    MemberId: '0',
    Name: traits.powerLimit === 'fixed' ? 'Chassis Power Control' : 'System Power Control',
    ...asObject(first),
    ...shownLimit(bmc.powerLimit, traits),
  }
  return {
    ...link(path),
    '@odata.type': '#Power.v1_5_2.Power',
    Id: 'Power',
    Name: 'Power',
    ...below,
    PowerControl: [control, ...others],
  }
}

/** Stock OpenBMC leaves the watts out where nothing is limited, Dell has null. */
function shownLimit({ isOn, watts }: PowerLimit, { powerLimit }: FamilyTraits): JsonObject {
  if (powerLimit === 'fixed')
    return { PowerLimit: { LimitException: 'NoAction', ...(isOn && { LimitInWatts: watts }) } }
  return {
    PowerLimit: { CorrectionInMs: 0, LimitException: 'HardPowerOff', LimitInWatts: isOn ? watts : null },
  }
}

/** PATCH of `Power`: the limit of its one power control, and nothing else. */
function changePowerLimit({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const control = Array.isArray(sent.PowerControl) ? asObject(sent.PowerControl[0]) : undefined
  const limit = asObject(control?.PowerLimit)
  if (!limit || !('LimitInWatts' in limit))
    return traits.propertyError('PowerControl', problem('PropertyUnknown', 'PowerControl'))
  const watts = limit.LimitInWatts
  const isOff = watts === null && traits.powerLimit === 'switched'
  if (!isOff && !(typeof watts === 'number' && watts >= 0))
    return traits.propertyError(
      'LimitInWatts',
      problem('PropertyValueTypeError', String(watts), 'LimitInWatts'),
    )
  if (traits.powerLimit === 'fixed' && !bmc.powerLimit.isOn)
    return traits.error(400, problem('ActionNotSupported', NOT_WHILE_OFF))
  bmc.powerLimit.isOn = !isOff
  if (typeof watts === 'number') bmc.powerLimit.watts = watts
  return traits.changeDone
}

/** bmcweb's words. */
const NOT_WHILE_OFF = 'Setting LimitInWatts when PowerLimit feature is disabled'

import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { PowerLimit } from '../power-limit.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import type { Visit } from './resource.ts'

/** `PowerLimit` of a power control. Stock OpenBMC leaves the watts out where nothing is limited, Dell has null. */
export function showPowerLimit({ isOn, watts }: PowerLimit, { powerLimit }: FamilyTraits): JsonObject {
  if (powerLimit === 'fixed')
    return { PowerLimit: { LimitException: 'NoAction', ...(isOn && { LimitInWatts: watts }) } }
  if (powerLimit === undefined) return {}
  const LimitInWatts = isOn ? watts : null
  return { PowerLimit: { CorrectionInMs: 0, LimitException: 'HardPowerOff', LimitInWatts } }
}

/** PATCH of `Power`: the limit of its one power control, and nothing else. */
export function changePowerLimit({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const control = Array.isArray(sent.PowerControl) ? asObject(sent.PowerControl[0]) : undefined
  const limit = asObject(control?.PowerLimit)
  if (traits.powerLimit === undefined || !limit || !('LimitInWatts' in limit))
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

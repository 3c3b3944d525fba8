import type { SimulatedBmc } from '../bmc.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import type { Visit } from './resource.ts'

/** The identify LED of a system or chassis, in the properties that the family has. */
export function showIndicator({ indicators }: SimulatedBmc, { indicator }: FamilyTraits): JsonObject {
  const blinks = indicators.isAsserted('enclosure_identify_blink')
  const isActive = blinks || indicators.isAsserted('enclosure_identify')
  const led = blinks ? 'Blinking' : isActive ? 'Lit' : 'Off'
  if (indicator === 'led') return { IndicatorLED: led }
  // iDRAC's lamp is lit when nothing is the matter, and blinks to be found.
  const shown = indicator === 'active' ? (isActive ? 'Blinking' : 'Lit') : led
  return { IndicatorLED: shown, LocationIndicatorActive: isActive }
}

/** A PATCH that is about the identify LED; undefined for every other. */
export function changeIndicator({ bmc, request, traits }: Visit): BmcReply | undefined {
  const sent = asObject(jsonBody(request)) ?? {}
  const { IndicatorLED: led, LocationIndicatorActive: active } = sent
  const hasActive = traits.indicator !== 'led'
  if (led === undefined && (active === undefined || !hasActive)) return undefined
  const stranger = Object.keys(sent).find(
    (name) => name !== 'IndicatorLED' && name !== 'LocationIndicatorActive',
  )
  if (stranger !== undefined) return traits.propertyError(stranger, problem('PropertyUnknown', stranger))
  if (led !== undefined && !LEDS.some((known) => known === led))
    return traits.propertyError(
      'IndicatorLED',
      problem('PropertyValueNotInList', String(led), 'IndicatorLED'),
    )
  if (led !== undefined) setLed(bmc, traits, led)
  if (typeof active === 'boolean') setActive(bmc, traits, active)
  return traits.changeDone
}

const LEDS = ['Lit', 'Blinking', 'Off']

function setLed({ indicators }: SimulatedBmc, { indicator }: FamilyTraits, led: unknown): void {
  const isIdle = indicator === 'active' ? led !== 'Blinking' : led === 'Off'
  indicators.assert('enclosure_identify', !isIdle && (led === 'Lit' || indicator === 'active'))
  indicators.assert('enclosure_identify_blink', led === 'Blinking' && indicator !== 'active')
}

/** bmcweb switches the group that blinks, and only that one, where there is one (led.hpp, setSystemLocationIndicatorActive). */
function setActive({ indicators }: SimulatedBmc, { indicator }: FamilyTraits, active: boolean): void {
  indicators.assert(indicator === 'active' ? 'enclosure_identify' : 'enclosure_identify_blink', active)
}

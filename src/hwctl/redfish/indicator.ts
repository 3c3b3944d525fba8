import type { LedState } from '../managers/beacon.ts'
import { type JsonObject, textAt } from './client/property.ts'
import type { ServiceRoot } from './client/service-root.ts'
import { idleLampIsLit } from './quirks/idle-lamp-is-lit.ts'
import { isShown } from './quirks/quirk.ts'

/** The indicator of a system or chassis: `LocationIndicatorActive`, and `IndicatorLED` before it (DSP2046). */
export interface Indicator {
  readonly active?: boolean
  /** The lamp's own state, where it is the beacon's. */
  readonly led?: string
  /** What a lamp can be made to show, where the service says so. */
  readonly offered?: readonly string[]
  /** Absent where the service does not say. */
  readonly state?: LedState
}

/** IndicatorLED. */
export const LED_WORDS = { on: 'Lit', off: 'Off', blink: 'Blinking' } as const satisfies Record<
  LedState,
  string
>

const STATES = new Map<string, LedState>([
  ['Lit', 'on'],
  ['Off', 'off'],
  ['Blinking', 'blink'],
])

/** The indicator of a resource: nothing in it where there is none. */
export function indicatorOf(data: JsonObject, root: ServiceRoot): Indicator {
  const active = typeof data.LocationIndicatorActive === 'boolean' ? data.LocationIndicatorActive : undefined
  const saysNothing = active !== undefined && isShown(idleLampIsLit, { root: [root] })
  const led = saysNothing ? undefined : textAt(data, 'IndicatorLED')
  const state = STATES.get(led ?? '') ?? (active === undefined ? undefined : active ? 'on' : 'off')
  const offered = data['IndicatorLED@Redfish.AllowableValues']
  return {
    ...(active !== undefined && { active }),
    ...(led !== undefined && { led }),
    ...(Array.isArray(offered) && { offered: offered.filter((one) => typeof one === 'string') }),
    ...(state && { state }),
  }
}

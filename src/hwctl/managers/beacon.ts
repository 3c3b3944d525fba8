import { capability, op } from '../../core/capability.ts'

/** What an LED can show. */
export const LED_STATES = ['on', 'off', 'blink'] as const
export type LedState = (typeof LED_STATES)[number]

/** One LED, or a group of them that the BMC switches together. */
export interface Led {
  /** The BMC's own name for it: `front_id`, `enclosure_identify`. */
  readonly name: string
  /** A lamp says what it shows; a group says what it was asked to show. */
  readonly kind: 'lamp' | 'group'
  /** Absent where the BMC does not say. */
  readonly state?: LedState
}

/** The lights that tell somebody in front of the rack which machine it is. */
export interface BeaconReading {
  /** As it was asked for, or where nobody can tell, as the lamps show it; absent where the BMC does not say. */
  readonly state?: LedState
  /** The lamps themselves, where the BMC has them. */
  readonly front?: Led
  readonly rear?: Led
}

/** The beacon, also known as identify LED or locator. */
export const Beacon = capability('beacon', {
  getBeacon: op<void, BeaconReading>(),
  /** Answers what the BMC has taken. */
  setBeacon: op<{ readonly state: LedState }, { readonly state: LedState }>(),
})

import { capability, op } from '../../core/capability.ts'

/** What a machine's power can be found to be. */
export const POWER_STATES = [
  'on',
  'off',
  /** The chassis has power, the host does not run. */
  'on-chassis',
  'quiesced',
  'powering-on',
  'powering-off',
  'paused',
  'unexpected',
] as const
export type PowerState = (typeof POWER_STATES)[number]

/** A power state, and the BMC's own words for it. */
export interface PowerReading {
  readonly state: PowerState
  readonly reported: { readonly host?: string; readonly chassis?: string }
}

export const POWER_TARGETS = ['on', 'off', 'softoff'] as const
export type PowerTarget = (typeof POWER_TARGETS)[number]

/** reset: restart what runs; boot: the same, and start what is off; cycle: take the power away from what runs, and give it back. */
export const RESTARTS = ['reset', 'boot', 'cycle'] as const
export type Restart = (typeof RESTARTS)[number]

/** Whether to wait until the machine is in the state asked for, and for how long, in milliseconds. */
export interface Waiting {
  readonly waitMs?: number
}

/** Whether the BMC itself is ready, and its own word for it. */
export interface BmcReading {
  readonly ready: boolean
  readonly reported: string
}

/** Something said while the power changes. */
export type PowerNote =
  | { readonly said: 'forcing-off'; readonly afterMs: number }
  /** Of a restart, off was carried out and on was not; the error that follows says why. */
  | { readonly said: 'left-off' }
  | { readonly said: 'bmc-left-without-answer' }

/** Power of the host, and state of the BMC itself. */
export const Power = capability('power', {
  getState: op<void, PowerReading>(),
  /** `forceAfterMs`: after a softoff that long without effect, the power is taken away. */
  setState: op<
    { readonly target: PowerTarget; readonly forceAfterMs?: number } & Waiting,
    { readonly requested: PowerTarget; readonly forced: boolean },
    PowerNote
  >({ lock: 'heeds' }),
  restart: op<
    { readonly how: Restart } & Waiting,
    { readonly how: Restart; readonly restarted: boolean },
    PowerNote
  >({ lock: 'heeds' }),
  /** A non-maskable interrupt: makes most operating systems dump. */
  interrupt: op<void, { readonly interrupted: boolean }>({ lock: 'heeds' }),
  getBmcState: op<void, BmcReading>(),
  rebootBmc: op<Waiting, { readonly rebooting: boolean }, PowerNote>({ lock: 'heeds' }),
})

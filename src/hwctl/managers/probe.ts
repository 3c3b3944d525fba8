import { type Call, capability, op } from '../../core/capability.ts'
import type { Ability } from '../../core/lifecycle.ts'
import type { ProtocolName } from '../../core/node.ts'

/** Something that a command can be asked for. */
export interface Ask {
  readonly command: string
  readonly word: string
  readonly call: Call
}

/** What of it a machine can do. */
export type AskedAbility = Omit<Ask, 'call'> & Ability

/** Ways of a BMC that are not as its protocol has them, or as they are now, and are taken into account. */
export const QUIRKS = [
  'account-slots',
  'bmc-restarts-untold',
  'boot-words',
  'dump-in-task-headers',
  'failed-images-are-disabled',
  'idle-lamp-is-lit',
  'images-named-alike',
  'job-state-in-oem',
  'logs-of-other-things',
  'media-at-manager',
  'messages-beside-properties',
  'no-boot-mode',
  'one-digit-dates',
  'power-in-old-form',
  'refuses-what-is-so',
  'registry-of-another-version',
  'slot-beside-dhcp',
  'standing-in-id',
  'times-for-settings',
  'typed-sensor-ids',
  'unfilled-texts',
  'zero-when-absent',
  'no-one-time-boot',
  'permanent-boot-always-on',
] as const
export type Quirk = (typeof QUIRKS)[number]

/** What a machine is, and what can be done with it. What the BMC does not say is absent. */
export interface ProbeReading {
  readonly protocol: ProtocolName
  readonly protocolVersion?: string
  readonly vendor?: string
  readonly model?: string
  /** Versions by what they are of: `BMC`, `BIOS`, `Host`. */
  readonly firmware: Readonly<Record<string, string>>
  readonly abilities: readonly AskedAbility[]
  readonly quirks: readonly Quirk[]
}

/** What a machine is and can do; nothing of it is changed. */
export const Probe = capability('probe', {
  look: op<{ readonly asks: readonly Ask[] }, ProbeReading>(),
})

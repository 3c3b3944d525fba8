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
  'boot-words',
  'bmc-restarts-untold',
  'power-in-old-form',
  'media-at-manager',
  'no-boot-mode',
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

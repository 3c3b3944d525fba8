import type { BiosSetting } from '../bios-settings.ts'
import type { BmcReply, JsonObject } from '../message.ts'
import type { ConfigTraits } from './config-traits.ts'
import type { FirmwareTraits } from './firmware-traits.ts'
import type { LogTraits } from './log-traits.ts'
import type { MessageRegistry } from './message-registry.ts'
import type { PartPlace } from './parts.ts'
import type { Problem } from './problem.ts'

/** Everything in which one Redfish service differs from another. */
export interface FamilyTraits {
  readonly redfishVersion: string
  readonly product?: JsonObject
  /** Names of the one system, manager, chassis and account. */
  readonly system: string
  readonly manager: string
  readonly chassis: string
  readonly account: string
  /** `@odata.type` of the resources whose version matters. */
  readonly types: Readonly<Record<'root' | 'system' | 'manager' | 'chassis', string>>
  readonly hasContext: boolean
  readonly contentType: string
  /** Where a resource shows its ETag: in the header, in the body, or both. */
  readonly etag: { readonly inHeader: boolean; readonly inBody: boolean; readonly isWeak: boolean }
  /** Allowable values stand in a resource of their own. */
  readonly hasActionInfo: boolean
  readonly systemResets: readonly string[]
  readonly chassisResets: readonly string[]
  /** Undefined where the service does not say what it takes, and takes anything. */
  readonly managerResets?: readonly string[]
  readonly bootTargets: readonly string[]
  /** Undefined where there is no boot mode. */
  readonly bootModes?: readonly string[]
  /** Where drives for virtual media are, and how they are called; there may be a place and no drives. */
  readonly media?: { readonly path: string; readonly slots: readonly string[] }
  /** The certificate of the web server: what it is called, whether its text is shown, and when a new one is in use. */
  readonly certificate?: {
    readonly id: string
    readonly showsText: boolean
    readonly inUse: 'at-once' | 'after-start'
  }
  readonly reportsPowerTransitions: boolean
  /** Whether the power limit can be switched on and off, or only be changed while it is on; undefined where there is none. */
  readonly powerLimit?: 'switched' | 'fixed'
  /** Undefined where there is no Bios; without a registry it has no settings, and can only be reset. */
  readonly bios?: {
    readonly registry?: string
    readonly settings?: Readonly<Record<string, BiosSetting>>
  }
  /** `ProtocolFeaturesSupported` of the root; undefined where it has none. */
  readonly features?: JsonObject
  /** Where readings are: in Sensors, in Thermal and Power, or in both. */
  readonly readings: 'sensors' | 'thermal-and-power' | 'both'
  /** The identify LED: IndicatorLED alone; with LocationIndicatorActive too; or that, beside a lamp that means something else. */
  readonly indicator: 'led' | 'led-and-active' | 'active'
  /** Where parts are told of; a kind that is not named is not told of in a resource of its own. */
  readonly parts: readonly PartPlace[]
  readonly firmware: FirmwareTraits
  readonly config: ConfigTraits
  readonly systemExtras: JsonObject
  readonly managerExtras: JsonObject
  readonly chassisExtras: JsonObject
  /** Whose LogServices the logs are, and each of them. */
  readonly logOwner: 'system' | 'manager'
  readonly logs: readonly LogTraits[]
  readonly registry: MessageRegistry
  /** Where Server-Sent Events are; undefined where the service has none. */
  readonly eventStream?: string
  readonly sessionLimit: number
  readonly sessionLimitStatus: number
  /** The answers to a reset, to a PATCH and to the end of a session that went well. */
  readonly actionDone: BmcReply
  readonly changeDone: BmcReply
  readonly sessionEnded: BmcReply
  /** An error in the family's form. */
  error(status: number, problem: Problem): BmcReply
  /** A property in a PATCH that will not do. */
  propertyError(property: string, problem: Problem): BmcReply
  readonly wrongResetType: 'ActionParameterNotSupported' | 'PropertyValueNotInList'
}

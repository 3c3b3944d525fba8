import { capability, op } from '../../core/capability.ts'

/** Settings of a BMC that are one value each, with the values that they may have. */
export const SETTINGS = {
  bootMode: ['regular', 'safe', 'setup'],
  thermalMode: ['default', 'custom', 'heavy-io', 'max-base-fan-floor'],
  /** Whether a host that failed is restarted. */
  autoReboot: ['on', 'off'],
  powerSupplyRedundancy: ['enabled', 'disabled'],
  /** What a host does when the power is back; `restore`: what it did before. */
  powerRestorePolicy: ['always-on', 'always-off', 'restore'],
  timeSyncMethod: ['ntp', 'manual'],
} as const
export type SettingName = keyof typeof SETTINGS
export type SettingValue<Name extends SettingName = SettingName> = (typeof SETTINGS)[Name][number]

/** A setting as it is; `other` is a value of the BMC's that has no name here, and `reported` is the BMC's own word. */
export interface SettingReading {
  readonly value: SettingValue | 'other'
  readonly reported: string
}

/** One setting and the value it is to have. */
export interface SettingWish {
  readonly name: SettingName
  readonly value: SettingValue
}

/** Where an address comes from. `link-local` is what a machine gives itself without being asked (zero-config). */
export const ADDRESS_ORIGINS = ['static', 'dhcp', 'link-local', 'slaac', 'other'] as const
export type AddressOrigin = (typeof ADDRESS_ORIGINS)[number]

/** One address of a BMC. */
export interface BmcAddress {
  readonly address: string
  readonly family: 4 | 6
  readonly prefixLength: number
  /** Of this address alone, where the BMC keeps one. */
  readonly gateway?: string
  readonly origin: AddressOrigin
}

/** One network interface of a BMC, or a VLAN on one. */
export interface BmcInterface {
  readonly name: string
  readonly mac?: string
  /** Absent where it is no VLAN. */
  readonly vlan?: number
  /** True for the one that carries the address that we talk to. */
  readonly isOurs: boolean
  readonly addresses: readonly BmcAddress[]
  /** Absent where the BMC does not say. */
  readonly ntpServers?: readonly string[]
  /** Addresses of DNS servers, those that were set and those that came from elsewhere; absent where the BMC does not say. */
  readonly nameServers?: readonly string[]
}

/** How a BMC is on the network. */
export interface BmcNetwork {
  /** Those that have an address. */
  readonly interfaces: readonly BmcInterface[]
  readonly defaultGateway?: string
  readonly hostname?: string
}

/** What was asked for and read. */
export interface BmcConfig {
  readonly settings: Readonly<Partial<Record<SettingName, SettingReading>>>
  readonly network?: BmcNetwork
}

/** The address that a BMC is to have. */
export interface AddressWish {
  readonly address: string
  readonly prefixLength: number
  readonly gateway: string
  /** VLAN ID; without it the address goes where the present one is. */
  readonly vlan?: number
  /** How long the BMC is looked for at the new address, in milliseconds. */
  readonly waitMs: number
}

/** The address that a BMC has now, proven by having talked to it there. */
export interface AddressSet {
  readonly address: string
  readonly prefixLength: number
  readonly gateway: string
  readonly vlan?: number
  /** False where everything was so already, and nothing was sent. */
  readonly isChanged: boolean
  /** What the node's attribute `bmc` still says, where that is not this address. */
  readonly stored?: { readonly node: string; readonly bmc: string }
}

/** A BMC that has its address from DHCP from now on. */
export interface DhcpSet {
  readonly node: string
  /** Where it answered last. */
  readonly lastSeen: string
  readonly isRestarting: boolean
  /** What DHCP gave it, where it says so. */
  readonly address?: string
}

/** Something said while settings are read or set. */
export type BmcConfigNote =
  /** What could be read, before the error that says what could not. */
  | { readonly said: 'read'; readonly config: BmcConfig }
  /** What was set before the error. */
  | { readonly said: 'set'; readonly names: readonly SettingName[] }
  | { readonly said: 'changing-address'; readonly zeroConfig?: string }
  /** The BMC keeps one address: the old one goes as the new one comes. */
  | { readonly said: 'one-address' }
  /** A session of the time before the change may still be open. */
  | { readonly said: 'old-session-left' }

/** Settings of the BMC itself, and its place on the network. */
export const BmcConfiguration = capability('bmcconfig', {
  get: op<
    { readonly settings: readonly SettingName[]; readonly network: boolean },
    BmcConfig,
    BmcConfigNote
  >(),
  /** In the order given; answers what was set. */
  set: op<
    { readonly wishes: readonly SettingWish[] },
    { readonly set: readonly SettingName[] },
    BmcConfigNote
  >(),
  /** Without a name, the one that the node's attribute `bmc` has. Answers what was read back. */
  setHostname: op<{ readonly hostname?: string }, { readonly hostname: string }>(),
  /** Answers what was read back; `isDeferred` where the time is set only while the host is off. */
  setNtpServers: op<
    { readonly servers: readonly string[] },
    { readonly servers: readonly string[]; readonly isDeferred?: true }
  >(),
  /** Addresses of DNS servers, for the interface that we talk to. Answers what was read back. */
  setNameServers: op<{ readonly servers: readonly string[] }, { readonly servers: readonly string[] }>(),
  /** One node at a time. */
  setAddress: op<AddressWish, AddressSet, BmcConfigNote>(),
  /** The BMC takes the address that DHCP gives it. */
  useDhcp: op<void, DhcpSet>(),
})

/** The checked name of a managed machine. */
export type NodeName = string & { readonly '~brand': 'NodeName' }

/** How the certificate of a BMC is trusted. */
export const TLS_POLICIES = ['pin', 'ca', 'off'] as const
export type TlsPolicy = (typeof TLS_POLICIES)[number]

/** OpenSSL security levels that a node may be held to; below 2 old keys and hashes are let through. */
export const TLS_LEVELS = [0, 1, 2] as const
export type TlsLevel = (typeof TLS_LEVELS)[number]

/** The protocols spoken here, in the order in which a BMC is asked for them when its node says `auto`. */
export const PROTOCOL_NAMES = ['redfish', 'openbmc'] as const
export type ProtocolName = (typeof PROTOCOL_NAMES)[number]

/** Who logs in. */
export interface Credentials {
  readonly username: string
  readonly password: Secret
}

/** Everything needed to talk to the BMC of one node. */
export interface NodeInfo extends Credentials {
  readonly name: NodeName
  readonly protocol: ProtocolName | 'auto'
  /** Host name or address of the BMC, without a port. */
  readonly bmc: string
  readonly port: number
  /** Which ComputerSystem of the BMC is this node, where there are several. */
  readonly system?: string
  readonly tls: TlsPolicy
  readonly tlsLevel: TlsLevel
  /** A password that was perhaps set on the BMC by a change that was broken off: tried, once, where the other is refused. */
  readonly pendingPassword?: Secret
  /** Service nodes that reach this node, in order of preference. */
  readonly serviceNodes?: readonly string[]
}

/** A value that no log, error, JSON or inspection shows; only `reveal` gives it out. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return '[secret]'
  }
  toJSON(): string {
    return '[secret]'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}

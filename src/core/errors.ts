import type { FirmwareFacts } from './firmware-facts.ts'

/** When, in the exchange with a BMC, something broke. */
export type ExchangePhase = 'login' | 'request' | 'logout'

/**
 * Everything that can go wrong, as data: it crosses sockets and logs unchanged, and `edges/error-text.ts` puts it into words.
 * Texts in here are facts from outside (a BMC's own message, the operating system's reason), never sentences of ours.
 */
export type ErrorFacts =
  /** The operator's words make no sense; `allowed` is what would. */
  | { readonly kind: 'usage'; readonly problem: string; readonly allowed?: readonly string[] }
  /** This machine or protocol cannot do it; `offered` is what it can. */
  | {
      readonly kind: 'unsupported'
      readonly what: string
      readonly offered?: readonly string[]
      /** What the BMC answered where it has no such thing. */
      readonly status?: 403 | 404
    }
  /** What is known of the node does not do to reach its BMC. */
  | { readonly kind: 'node-info'; readonly attribute: string; readonly problem: string }
  /** No answer came from host:port; `reason` is the operating system's or the limit that ran out. */
  | {
      readonly kind: 'connect'
      readonly host: string
      readonly port: number
      readonly reason: string
      readonly phase: ExchangePhase
      /** What was to be reached, where it is not the BMC's web server. */
      readonly service?: 'ssh'
      /** True when the BMC closed the connection, rather than being silent or absent. */
      readonly closed?: boolean
      /** True when a write may have been carried out although no answer came. */
      readonly outcomeUnknown?: boolean
      /** ISO 8601: the BMC is known not to answer since then, and was not asked again now. */
      readonly since?: string
    }
  /** The certificate is not the one that is trusted for this BMC. */
  | {
      readonly kind: 'trust'
      readonly host: string
      readonly port: number
      readonly reason: string
      /** SHA-256 fingerprints, colon separated. */
      readonly expected?: string
      readonly found?: string
      readonly service?: 'ssh'
    }
  /** The BMC refused user or password, or wants the password changed first. */
  | {
      readonly kind: 'login'
      readonly host: string
      readonly port: number
      readonly status: number
      readonly reason: string
      readonly passwordChangeRequired?: boolean
      /** Where the BMC says that it is to be changed. */
      readonly changeAt?: string
      readonly service?: 'ssh'
    }
  /** The BMC answered with an error of its own. */
  | {
      readonly kind: 'bmc'
      readonly host: string
      readonly port: number
      readonly status: number
      readonly message: string
      /** Way out, where the BMC names one (Redfish `Resolution`). */
      readonly resolution?: string
      /** The dump that was asked for and is not there. */
      readonly noDump?: string
    }
  /** The BMC's answer is not what its protocol says; `path` is where. */
  | {
      readonly kind: 'malformed'
      readonly host: string
      readonly port: number
      readonly path: string
      readonly problem: string
      /** True when it was the answer to a write, and says nothing of whether that was carried out. */
      readonly outcomeUnknown?: boolean
    }
  /** A firmware image, or the file that it is to come from, will not do. */
  | FirmwareFacts
  /** Something asked for did not come about in time. */
  | {
      readonly kind: 'deadline'
      /** The command that was carried out and had no effect yet. */
      readonly sent: string
      readonly waitingFor: string
      readonly waitedMs: number
      readonly lastSeen: string
      /** True when a thing did not appear, rather than a state. */
      readonly absent?: boolean
    }
  /** A BMC did not show up at its new address. */
  | {
      readonly kind: 'address'
      readonly wanted: string
      /** Where it answered last. */
      readonly lastSeen: string
      /** How it stands now: at its old address with nothing left of the new one, on the way, or answering at neither. */
      readonly now: 'as-before' | 'half-way' | 'lost'
      readonly reason: string
      /** The requests that changed something, in order. */
      readonly sent: readonly string[]
      /** Its zero-config address, where it has one. */
      readonly zeroConfig?: string
      /** True where it had its address from DHCP, and keeps it as a static one. */
      readonly isDhcpOff?: boolean
    }
  /** A file on the host that does the work could not be made or read. */
  | { readonly kind: 'file'; readonly path: string; readonly reason: string }
  /** Another run has this BMC for itself; it would be disturbed. */
  | {
      readonly kind: 'busy'
      readonly host: string
      readonly port: number
      /** The command that has it, for which node. */
      readonly by: string
      readonly node: string
      /** ISO 8601. */
      readonly since: string
      readonly pid: number
      readonly job?: number
    }
  /** The run was ended before this was done. */
  | {
      readonly kind: 'cancelled'
      readonly reason: string
      readonly reached: boolean
      /** True when a write was on the wire, so that nobody knows whether it was carried out. */
      readonly outcomeUnknown?: boolean
    }
  /** A service node, or the way to it, could not serve. */
  | {
      readonly kind: 'service-node'
      /** Its name, or the names of the pool. */
      readonly serviceNode: string
      readonly problem: ServiceNodeProblem
      /** What else there is to know: the bus's reason, a version, a fingerprint. */
      readonly reason?: string
      /** True when a write had been sent, so that nobody knows whether it was carried out. */
      readonly outcomeUnknown?: boolean
    }
  /** A defect of this program. */
  | { readonly kind: 'internal'; readonly message: string }

/**
 * `bus`: NATS is not to be had; `silent`: no member is there; `lost`: it was there; `unapproved`, `other-key`: its key is not the
 * approved one; `version`: it runs another version; `local`: what it takes cannot leave this process; `passed-on`: it was lost, and its nodes are worked on by others.
 */
export type ServiceNodeProblem =
  | 'bus'
  | 'silent'
  | 'lost'
  | 'unapproved'
  | 'other-key'
  | 'version'
  | 'refused'
  | 'local'
  | 'passed-on'

export type ErrorKind = ErrorFacts['kind']

/** The one class of error that this program throws on purpose: facts, and what caused it. */
export class HwctlError extends Error {
  readonly facts: ErrorFacts
  constructor(facts: ErrorFacts, cause?: unknown) {
    super(facts.kind, cause === undefined ? undefined : { cause })
    this.name = 'HwctlError'
    this.facts = facts
  }
}

/** Any thrown thing as facts; what is not ours is a defect and is said to be one. */
export function factsOf(thrown: unknown): ErrorFacts {
  if (thrown instanceof HwctlError) return thrown.facts
  return {
    kind: 'internal',
    message: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
  }
}

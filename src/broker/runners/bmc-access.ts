import { hash } from 'node:crypto'
import pLimit from 'p-limit'
import type { Emit, EngineParts, Lease } from '../../core/engine-parts.ts'
import { type ErrorFacts, factsOf, HwctlError } from '../../core/errors.ts'
import type { Executor } from '../../core/lifecycle.ts'
import { type NodeInfo, PROTOCOL_NAMES, type ProtocolName, Secret } from '../../core/node.ts'
import type { RunOptions } from '../../core/runner.ts'
import { loadExecutor, loadProtocol } from '../../hwctl/registry.ts'
import { connectionCapacity } from '../../rest/descriptors.ts'
import { FleetMemory } from '../../rest/fleet-memory.ts'
import { Handshakes, handshakesAtOnce } from '../../rest/handshakes.ts'
import { InFlight } from '../../rest/in-flight.ts'
import { DEFAULT_LIMITS, type Limits } from '../../rest/limits.ts'
import type { RestProtocol } from '../../rest/protocol.ts'
import { Rest, type RestParts } from '../../rest/rest.ts'
import { DEFAULT_RETRY } from '../../rest/retry.ts'
import { Session } from '../../rest/session.ts'
import { type Borrowed, SessionPool } from '../../rest/session-pool.ts'
import { type Endpoint, type PinStore, Trust } from '../../rest/trust.ts'
import type { LeftLogin, LoginJournal } from '../login-journal.ts'
import { tracer } from './tracer.ts'

/** What a process brings along to reach BMCs. */
export interface BmcAccessParts {
  readonly pins: PinStore
  /** PEM certificates trusted for nodes with `tls: ca`, besides the system's. */
  readonly extraCa?: readonly string[]
  readonly limits?: Limits
  /** How long, in milliseconds, sessions are kept for the next run; without it, none is, and nothing is remembered. */
  readonly keepIdleMs?: number
  /** So many threads share the descriptors of this process and the handshakes it can do at once. */
  readonly threads?: number
  /** Keeps on disk what sessions are open. */
  readonly journal?: LoginJournal
  /** Told when a kept session may have been left open on its BMC. */
  leftOpen?(why: ErrorFacts): void
}

const LEFT_LOGOUT_MS = 10_000
const isDone = () => true
const isNotDone = () => false

/** One node to be worked on. */
interface Wanted {
  readonly node: NodeInfo
  readonly protocol: ProtocolName
  readonly emit: Emit
  readonly options: RunOptions
}

/** How this process reaches BMCs: sessions shared and kept, and who is known not to answer. */
export class BmcAccess implements EngineParts {
  readonly #rest: RestParts
  readonly #pool: SessionPool
  readonly #memory: FleetMemory | undefined
  readonly #journal: LoginJournal | undefined

  constructor(parts: BmcAccessParts) {
    const { pins, extraCa, limits = DEFAULT_LIMITS, keepIdleMs = 0, leftOpen, journal, threads = 1 } = parts
    this.#journal = journal
    const handshakes = new Handshakes(Math.ceil(handshakesAtOnce() / threads))
    const trust = new Trust(pins, extraCa)
    this.#rest = { trust, limits, handshakes, inFlight: new InFlight(), retry: DEFAULT_RETRY }
    this.#pool = new SessionPool(
      { maxOpen: Math.floor(connectionCapacity() / threads), keepIdleMs },
      leftOpen,
    )
    if (keepIdleMs > 0) this.#memory = new FleetMemory((endpoint) => this.#probe(endpoint))
  }

  get sessions(): number {
    return this.#pool.size
  }

  async close(): Promise<void> {
    this.#memory?.close()
    await this.#pool.close()
  }

  executor(protocol: ProtocolName, capability: string): Promise<Executor> {
    return loadExecutor(protocol, capability)
  }

  async protocolOf(node: NodeInfo, emit: Emit, options: RunOptions): Promise<ProtocolName> {
    if (node.protocol !== 'auto') return node.protocol
    return this.#remembering(node, options, () => this.#detect(node, emit, options))
  }

  async lease(node: NodeInfo, protocol: ProtocolName, emit: Emit, options: RunOptions): Promise<Lease> {
    const spoken = await loadProtocol(protocol)
    const wanted = { node, protocol, emit, options }
    const { session, release } = await this.#remembering(node, options, () => this.#borrow(wanted, spoken))
    const unwatch = options.trace ? session.rest.watch(tracer(node.name, protocol, emit)) : undefined
    return {
      bmc: spoken.client(session, node, options.signal),
      async release() {
        await release() // with its logout still being watched
        unwatch?.()
      },
    }
  }

  /** Does not ask a BMC that is known not to answer, unless told to, and learns from one that is asked. */
  async #remembering<T>(node: NodeInfo, options: RunOptions, reach: () => Promise<T>): Promise<T> {
    const memory = this.#memory
    if (!memory) return reach()
    const endpoint = endpointOf(node)
    if (!options.retryUnreachable) memory.check(endpoint)
    const began = performance.now()
    try {
      const reached = await reach()
      memory.reached(endpoint)
      return reached
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (facts.kind === 'connect') memory.failed(endpoint, facts.reason, performance.now() - began)
      throw thrown
    }
  }

  /** Ends the sessions that a killed process left open; those that cannot be ended any more are let be. */
  async endLeft(left: readonly LeftLogin[]): Promise<number> {
    const inTurn = pLimit(handshakesAtOnce())
    const ended = await Promise.all(
      left.map((one) => inTurn(() => this.#endLeft(one).then(isDone, isNotDone))),
    )
    return ended.filter(Boolean).length
  }

  async #endLeft({ protocol, endpoint, login }: LeftLogin): Promise<void> {
    const spoken = await loadProtocol(protocol)
    const rest = new Rest(endpoint, this.#rest)
    const nobody = { username: '', password: new Secret('') } // a logout needs neither
    try {
      await spoken.authentication(nobody).logout(rest, login, AbortSignal.timeout(LEFT_LOGOUT_MS))
    } finally {
      await rest.close()
    }
  }

  /** Whatever a BMC says to anybody shows that it is there. */
  async #probe(endpoint: Endpoint): Promise<void> {
    const rest = new Rest(endpoint, this.#rest)
    const { signal } = new AbortController()
    await rest.request({ operation: 'probe', method: 'GET', path: '/', signal }).finally(() => rest.close())
  }

  /** Asks the BMC which protocol it speaks, Redfish first: what is there is remembered, so it is asked once. */
  async #detect(node: NodeInfo, emit: Emit, options: RunOptions): Promise<ProtocolName> {
    const rest = this.#connection(node)
    try {
      for (const name of PROTOCOL_NAMES) {
        const protocol = await loadProtocol(name)
        const unwatch = options.trace ? rest.watch(tracer(node.name, name, emit)) : undefined
        const speaks = await protocol.speaks(rest, options.signal)
        unwatch?.()
        if (!speaks) continue
        emit({ kind: 'learned', node: node.name, protocol: name })
        return name
      }
    } finally {
      await rest.close()
    }
    const what = `protocol=auto: ${node.bmc}:${node.port} answers neither Redfish nor OpenBMC's REST`
    throw new HwctlError({ kind: 'unsupported', what })
  }

  /** A login that another run began and was ended with it says nothing about this run: it is tried again. */
  async #borrow(wanted: Wanted, spoken: RestProtocol): Promise<Borrowed> {
    const { node, emit, options } = wanted
    const open = () => this.#open(wanted, spoken)
    const leftOpen = (error: ErrorFacts) => emit({ kind: 'warning', node: node.name, error })
    try {
      return await this.#pool.borrow(keyOf(wanted), open, leftOpen)
    } catch (thrown) {
      if (factsOf(thrown).kind !== 'cancelled' || options.signal.aborted) throw thrown
      return this.#pool.borrow(keyOf(wanted), open, leftOpen)
    }
  }

  /** A password that a change was broken off with is tried once, where the BMC refuses the other; what gets in is told. */
  async #open(wanted: Wanted, spoken: RestProtocol): Promise<Session> {
    const { node, emit } = wanted
    try {
      return await this.#openAs(node, wanted, spoken)
    } catch (thrown) {
      const facts = factsOf(thrown)
      const { pendingPassword: password } = node
      if (facts.kind !== 'login' || facts.status !== 401 || !password) throw thrown
      if (password.reveal() === node.password.reveal()) throw thrown
      const session = await this.#openAs({ ...node, password }, wanted, spoken)
      emit({ kind: 'password', node: node.name, state: 'proved' })
      return session
    }
  }

  async #openAs(who: NodeInfo, wanted: Wanted, spoken: RestProtocol): Promise<Session> {
    const { node, protocol, emit, options } = wanted
    const rest = this.#connection(node)
    const unwatch = options.trace ? rest.watch(tracer(node.name, protocol, emit)) : undefined
    try {
      const watcher = this.#journal?.watcher(protocol, rest.endpoint)
      return await Session.open(rest, spoken.authentication(who), options.signal, watcher)
    } finally {
      unwatch?.()
    }
  }

  #connection(node: NodeInfo): Rest {
    return new Rest(endpointOf(node), this.#rest)
  }
}

function endpointOf({ bmc: host, port, tls, tlsLevel }: NodeInfo): Endpoint {
  return { host, port, tls, tlsLevel }
}

/** Whoever comes with another password, or trusts another way, does not get a session that is open already. */
function keyOf({ node, protocol }: Wanted): string {
  const password = hash('sha256', node.password.reveal(), 'base64')
  return [protocol, node.bmc, node.port, node.tls, node.tlsLevel, node.username, password].join(' ')
}

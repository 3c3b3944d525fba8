import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { type Emit, type EngineParts, type Lease, runCall } from '../../core/engine.ts'
import { type ErrorFacts, factsOf, HwctlError } from '../../core/errors.ts'
import { type NodeInfo, PROTOCOL_NAMES, type ProtocolName } from '../../core/node.ts'
import type { Runner, RunOptions } from '../../core/runner.ts'
import { loadExecutor, loadProtocol } from '../../hwctl/registry.ts'
import type { ConnectParts } from '../../rest/connector.ts'
import { connectionCapacity } from '../../rest/descriptors.ts'
import { DEFAULT_LIMITS, type Limits, MAX_HANDSHAKES } from '../../rest/limits.ts'
import type { RestProtocol } from '../../rest/protocol.ts'
import { Rest } from '../../rest/rest.ts'
import { DEFAULT_RETRY } from '../../rest/retry.ts'
import { Session } from '../../rest/session.ts'
import { type Borrowed, SessionPool } from '../../rest/session-pool.ts'
import { type PinStore, Trust } from '../../rest/trust.ts'
import { tracer } from './tracer.ts'

/** What a process brings along to reach BMCs. */
export interface InProcessParts {
  readonly pins: PinStore
  /** PEM certificates trusted for nodes with `tls: ca`, besides the system's. */
  readonly extraCa?: readonly string[]
  readonly limits?: Limits
  /** How long, in milliseconds, sessions are kept for the next run; without it, none is. */
  readonly keepIdleMs?: number
  /** Told when a kept session may have been left open on its BMC. */
  leftOpen?(why: ErrorFacts): void
}

/** A runner that has sessions to end. */
export interface ClosableRunner extends Runner {
  /** Sessions that are open, used or kept. */
  sessions(): number
  /** Ends every session that is kept. */
  close(): Promise<void>
}

/** Runs calls in this process. */
export function inProcessRunner(parts: InProcessParts): ClosableRunner {
  const connect: ConnectParts = {
    trust: new Trust(parts.pins, parts.extraCa),
    limits: parts.limits ?? DEFAULT_LIMITS,
    handshakes: pLimit(MAX_HANDSHAKES),
  }
  const bounds = { maxOpen: connectionCapacity(), keepIdleMs: parts.keepIdleMs ?? 0 }
  const pool = new SessionPool(bounds, parts.leftOpen)
  const engine = engineParts(connect, pool)
  return {
    name: 'in-process',
    run: ({ call }, nodes, options) => runCall(engine, call, nodes, options),
    sessions: () => pool.size,
    close: () => pool.close(),
  }
}

function engineParts(connect: ConnectParts, pool: SessionPool): EngineParts {
  return {
    executor: loadExecutor,
    protocolOf: (node, emit, options) =>
      node.protocol === 'auto' ? detect(node, connect, emit, options) : Promise.resolve(node.protocol),
    lease: (node, protocol, emit, options) => lease(pool, connect, { node, protocol, emit, options }),
  }
}

/** Asks the BMC which protocol it speaks, Redfish first: what is there is remembered, so it is asked once. */
async function detect(
  node: NodeInfo,
  connect: ConnectParts,
  emit: Emit,
  options: RunOptions,
): Promise<ProtocolName> {
  const rest = restOf(node, connect)
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
  throw new HwctlError({
    kind: 'unsupported',
    what: `protocol=auto: ${node.bmc}:${node.port} answers neither Redfish nor OpenBMC's REST`,
  })
}

interface Wanted {
  readonly node: NodeInfo
  readonly protocol: ProtocolName
  readonly emit: Emit
  readonly options: RunOptions
}

async function lease(pool: SessionPool, connect: ConnectParts, wanted: Wanted): Promise<Lease> {
  const { node, protocol, emit, options } = wanted
  const spoken = await loadProtocol(protocol)
  const { session, release } = await borrow(pool, connect, wanted, spoken)
  const unwatch = options.trace ? session.rest.watch(tracer(node.name, protocol, emit)) : undefined
  return {
    bmc: spoken.client(session, node, options.signal),
    async release() {
      await release() // with its logout still being watched
      unwatch?.()
    },
  }
}

/** A login that another run began and was ended with it says nothing about this run: it is tried again. */
async function borrow(
  pool: SessionPool,
  connect: ConnectParts,
  wanted: Wanted,
  spoken: RestProtocol,
): Promise<Borrowed> {
  const { node, emit, options } = wanted
  const open = () => openSession(connect, wanted, spoken)
  const leftOpen = (error: ErrorFacts) => emit({ kind: 'warning', node: node.name, error })
  try {
    return await pool.borrow(keyOf(wanted), open, leftOpen)
  } catch (thrown) {
    if (factsOf(thrown).kind !== 'cancelled' || options.signal.aborted) throw thrown
    return pool.borrow(keyOf(wanted), open, leftOpen)
  }
}

async function openSession(
  connect: ConnectParts,
  { node, protocol, emit, options }: Wanted,
  spoken: RestProtocol,
): Promise<Session> {
  const rest = restOf(node, connect)
  const unwatch = options.trace ? rest.watch(tracer(node.name, protocol, emit)) : undefined
  try {
    return await Session.open(rest, spoken.authentication(node), options.signal)
  } finally {
    unwatch?.()
  }
}

/** Whoever comes with another password, or trusts another way, does not get a session that is open already. */
function keyOf({ node, protocol }: Wanted): string {
  const password = createHash('sha256').update(node.password.reveal()).digest('base64')
  return [protocol, node.bmc, node.port, node.tls, node.tlsLevel, node.username, password].join(' ')
}

function restOf(node: NodeInfo, connect: ConnectParts): Rest {
  const endpoint = { host: node.bmc, port: node.port, tls: node.tls, tlsLevel: node.tlsLevel }
  return new Rest(endpoint, { ...connect, retry: DEFAULT_RETRY })
}

import pLimit from 'p-limit'
import { type Emit, type EngineParts, type Lease, runCall } from '../../core/engine.ts'
import { HwctlError } from '../../core/errors.ts'
import { type NodeInfo, PROTOCOL_NAMES, type ProtocolName } from '../../core/node.ts'
import type { Runner, RunOptions } from '../../core/runner.ts'
import { loadExecutor, loadProtocol } from '../../hwctl/registry.ts'
import type { ConnectParts } from '../../rest/connector.ts'
import { DEFAULT_LIMITS, type Limits, MAX_HANDSHAKES } from '../../rest/limits.ts'
import { Rest } from '../../rest/rest.ts'
import { DEFAULT_RETRY } from '../../rest/retry.ts'
import { Session } from '../../rest/session.ts'
import { SessionPool } from '../../rest/session-pool.ts'
import { type PinStore, Trust } from '../../rest/trust.ts'
import { tracer } from './tracer.ts'

/** What a process brings along to reach BMCs. */
export interface InProcessParts {
  readonly pins: PinStore
  /** PEM certificates trusted for nodes with `tls: ca`, besides the system's. */
  readonly extraCa?: readonly string[]
  readonly limits?: Limits
}

/** Runs calls in this process. Every session is ended when the last node of its BMC is done. */
export function inProcessRunner(parts: InProcessParts): Runner {
  const connect: ConnectParts = {
    trust: new Trust(parts.pins, parts.extraCa),
    limits: parts.limits ?? DEFAULT_LIMITS,
    handshakes: pLimit(MAX_HANDSHAKES),
  }
  return {
    name: 'in-process',
    run: ({ call }, nodes, options) => runCall(engineParts(connect), call, nodes, options),
  }
}

function engineParts(connect: ConnectParts): EngineParts {
  const pool = new SessionPool()
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
      if (!(await protocol.speaks(rest, options.signal))) continue
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

async function lease(
  pool: SessionPool,
  connect: ConnectParts,
  { node, protocol, emit, options }: Wanted,
): Promise<Lease> {
  const spoken = await loadProtocol(protocol)
  const trace = options.trace ? tracer(node.name, protocol, emit) : undefined
  const borrowed = await pool.borrow(
    `${protocol} ${node.username}@${node.bmc}:${node.port}`,
    () => Session.open(restOf(node, connect, trace), spoken.authentication(node), options.signal),
    (error) => emit({ kind: 'warning', node: node.name, error }),
  )
  return { bmc: spoken.client(borrowed.session, node, options.signal), release: borrowed.release }
}

function restOf(node: NodeInfo, connect: ConnectParts, trace?: ReturnType<typeof tracer>): Rest {
  const endpoint = { host: node.bmc, port: node.port, tls: node.tls, tlsLevel: node.tlsLevel }
  return new Rest(endpoint, { ...connect, retry: DEFAULT_RETRY, ...(trace && { tracer: trace }) })
}

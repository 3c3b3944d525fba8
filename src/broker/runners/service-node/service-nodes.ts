import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from '../../../bus/bus.ts'
import type { StoredFile } from '../../../bus/files/file-store.ts'
import { lastingSealKey } from '../../../bus/seal-key.ts'
import type { Deal } from '../../../core/engine-parts.ts'
import { HwctlError } from '../../../core/errors.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { Invocation } from '../../../core/runner.ts'
import type { PinStore } from '../../../rest/trust.ts'
import type { Hold } from '../../jobs/locked-lease.ts'
import { processName } from '../../process-life.ts'
import { KnownServiceNodes } from './approved-keys.ts'
import { brokerFiles, readBusSettings } from './broker-files.ts'
import type { ServiceNodeDealer } from './dealing.ts'
import { Directory } from './directory.ts'
import { whyNot } from './eligible.ts'
import { filesOfCall } from './files-of-call.ts'
import { Links, PATIENCE, type Patience } from './links.ts'
import { isMemberOf } from './membership.ts'
import type { NodeLink } from './node-link.ts'
import { Owners } from './owners.ts'
import { PoolRun } from './pool-run.ts'

/** What a broker needs for service nodes. */
export interface ServiceNodesParts {
  readonly home: string
  /** Service nodes have to run the same. */
  readonly version: string
  readonly pins: PinStore
  readonly patience?: Patience
  readonly filesOf?: typeof filesOfCall
}

/** How long, in milliseconds, a connection that was lost is waited for. */
const RETURN_MS = 3000
const LOOK_MS = 50

interface Open {
  readonly bus: Bus
  readonly directory: Directory
  readonly links: Links
}

/** A broker's end of all its service nodes; connects to NATS when the first node wants one. */
export class ServiceNodes implements ServiceNodeDealer, AsyncDisposable {
  readonly #parts: ServiceNodesParts
  readonly #known: KnownServiceNodes
  readonly #owners = new Owners()
  #open: Promise<Open> | undefined

  constructor(parts: ServiceNodesParts) {
    this.#parts = parts
    this.#known = new KnownServiceNodes(brokerFiles(parts.home).known)
  }

  deal(invocation: Invocation, nodes: readonly NodeInfo[], hold?: Hold): readonly Deal[] {
    if (!nodes.some(({ serviceNodes }) => serviceNodes) || !readBusSettings(this.#parts.home)) return []
    const pools = Map.groupBy(nodes, ({ serviceNodes = [] }) => serviceNodes.join(','))
    pools.delete('')
    return [...pools].map(([pool, members]) => this.#dealTo(pool, members, { invocation, hold }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = await this.#open?.catch(() => undefined)
    open?.links.close('this process ends')
    await open?.bus[Symbol.asyncDispose]()
  }

  #dealTo(
    pool: string,
    nodes: readonly NodeInfo[],
    { invocation, hold }: { readonly invocation: Invocation; readonly hold: Hold | undefined },
  ): Deal {
    return {
      nodes,
      isOnlyWay: true,
      run: (work, options) =>
        new PoolRun(
          {
            ...{ invocation, pool, hold, fenceMs: (this.#parts.patience ?? PATIENCE).fenceMs },
            lockedBy: hold && processName(),
            ...{ owners: this.#owners, pins: this.#parts.pins },
            members: (signal) => this.#members(pool, signal),
            filesOf: this.#parts.filesOf ?? filesOfCall,
            store: (path) => this.#store(pool, path),
          },
          work,
          nodes,
          options,
        ).events(),
    }
  }

  async #store(pool: string, path: string): Promise<StoredFile> {
    const { bus } = await this.#opened(pool)
    const { storeFile } = await import('../../../bus/files/file-store.ts')
    return await storeFile(bus, path)
  }

  async #members(pool: string, signal: AbortSignal): Promise<readonly NodeLink[]> {
    const { directory, links } = await this.#opened(pool)
    const { whoMs } = this.#parts.patience ?? PATIENCE
    const known = this.#known.all()
    const names = pool.split(',')
    const expected = [...known].flatMap(([name, { pool: its }]) =>
      isMemberOf(names, { name, ...(its !== undefined && { pool: its }) }, known) ? [name] : [],
    )
    const found = await directory.find(names, { expected, forMs: whoMs, signal })
    const present = found.filter((one) => isMemberOf(names, one, known))
    const problems = present.map((one) => whyNot(one, known, this.#parts.version))
    const good = present.filter((_, at) => problems[at] === undefined)
    if (good.length > 0) return good.map((one) => links.to(one))
    throw new HwctlError(
      problems.find((problem) => problem) ?? { kind: 'service-node', serviceNode: pool, problem: 'silent' },
    )
  }

  /** @throws HwctlError `service-node` where NATS is not to be had; the next run tries again */
  async #opened(pool: string): Promise<Open> {
    this.#open ??= this.#connect()
    try {
      const open = await this.#open
      for (let waitedMs = 0; waitedMs < RETURN_MS && !open.bus.isConnected; waitedMs += LOOK_MS)
        await sleep(LOOK_MS)
      if (!open.bus.isConnected) throw noBus(pool, 'the connection was lost, and is being tried again')
      return open
    } catch (thrown) {
      if (thrown instanceof HwctlError && thrown.facts.kind === 'service-node')
        throw new HwctlError({ ...thrown.facts, serviceNode: pool }, thrown)
      throw thrown
    }
  }

  #connect(): Promise<Open> {
    const opening = this.#connected()
    const over = () => {
      if (this.#open === opening) this.#open = undefined
    }
    opening.then(({ bus }) => bus.closed.then(over), over)
    return opening
  }

  async #connected(): Promise<Open> {
    const { home, patience = PATIENCE } = this.#parts
    const settings = readBusSettings(home)
    if (!settings) throw noBus('', 'it is not set up: hwctl servicenodes init')
    const key = lastingSealKey(brokerFiles(home).key)
    const { Bus } = await import('../../../bus/bus.ts') // who has no service nodes does not load it
    const bus = await Bus.connect(settings)
    const directory = new Directory(bus)
    return { bus, directory, links: new Links(bus, directory, { key, patience }) }
  }
}

function noBus(serviceNode: string, reason: string): HwctlError {
  return new HwctlError({ kind: 'service-node', serviceNode, problem: 'bus', reason })
}

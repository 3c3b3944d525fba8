import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { Channel } from '../../../core/channel.ts'
import type { PreparedCall } from '../../../core/engine-parts.ts'
import type { ErrorFacts } from '../../../core/errors.ts'
import type { RunEvent } from '../../../core/event.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { RunOptions } from '../../../core/runner.ts'
import type { PinStore } from '../../../rest/trust.ts'
import { Tally } from '../tally.ts'
import type { DealtNode, FromThread, ThreadStart, ToThread } from './thread-message.ts'

/** Written into the bundle by scripts/build.ts: where the thread's own bundle is, seen from the entry's. */
declare const BUNDLED_THREAD: string | undefined

/** What a thread is given to do. */
export interface ThreadWork extends PreparedCall {
  readonly command: string
}

/** Who has a thread. */
export interface ThreadOwner {
  readonly pins: PinStore
  /** Told when a kept session may have been left open on its BMC. */
  readonly leftOpen: ((why: ErrorFacts) => void) | undefined
  /** Told when the thread has ended without having been asked to. */
  lost(): void
  /** Told of the nodes that it was working on, or had not begun. */
  forsaken(nodes: readonly NodeInfo[]): void
}

/** One more thread that reaches BMCs, seen from the main one. Its nodes' sessions are its own. */
export class Thread {
  readonly #worker: Worker
  readonly #owner: ThreadOwner
  readonly #runs = new Map<number, Channel<RunEvent>>()
  readonly #closed = Promise.withResolvers<void>()
  #count = 0
  #sessions = 0
  #isLost = false

  constructor(start: ThreadStart, owner: ThreadOwner) {
    this.#owner = owner
    this.#worker = new Worker(entry(), { workerData: start, execArgv: [] })
    this.#worker.on('message', (said: FromThread) => this.#hear(said))
    this.#worker.on('error', () => undefined) // 'exit' follows
    this.#worker.once('exit', () => {
      this.#isLost = true
      owner.lost()
      for (const events of this.#runs.values()) events.close()
      this.#closed.resolve()
    })
    this.#worker.unref()
  }

  /** Sessions that it had open when it was last heard of. */
  get sessions(): number {
    return this.#sessions
  }

  /** Every node gets one outcome, also when the thread is lost on the way. */
  async *run(
    { command, call, prepared }: ThreadWork,
    nodes: readonly NodeInfo[],
    { signal, ...options }: RunOptions,
  ): AsyncGenerator<RunEvent, void, undefined> {
    const tally = new Tally(nodes.map(({ name }) => name))
    const id = ++this.#count
    const events = new Channel<RunEvent>()
    this.#runs.set(id, events)
    const pins = nodes.map(({ bmc: host, port }) => ({
      host,
      port,
      fingerprint: this.#owner.pins.get(host, port),
      announced: this.#owner.pins.announced(host, port),
    }))
    const cancel = () => this.#tell({ kind: 'cancel', id, reason: String(signal.reason) })
    signal.addEventListener('abort', cancel, { once: true })
    this.#worker.ref()
    try {
      this.#tell({ kind: 'run', id, command, call, prepared, nodes: nodes.map(dealt), pins, options })
      if (signal.aborted) cancel()
      for await (const event of this.#isLost ? [] : events) if (tally.accepts(event)) yield event
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#runs.delete(id)
      if (this.#runs.size === 0) this.#worker.unref()
    }
    const broken = [...tally.broken('a thread of this process was lost')]
    const names = new Set(broken.map(({ node }) => node))
    if (names.size > 0) this.#owner.forsaken(nodes.filter(({ name }) => names.has(name)))
    yield* broken
  }

  /** Ends its sessions, and then itself. */
  async close(): Promise<void> {
    this.#worker.ref()
    this.#tell({ kind: 'close' })
    await this.#closed.promise
  }

  #tell(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  #hear(said: FromThread): void {
    if (said.kind === 'events') for (const event of said.events) this.#runs.get(said.id)?.push(event)
    else if (said.kind === 'pin') this.#owner.pins.set(said.host, said.port, said.fingerprint)
    else if (said.kind === 'announced-pin') this.#owner.pins.announce(said.host, said.port, said.fingerprint)
    else if (said.kind === 'left-open') this.#owner.leftOpen?.(said.why)
    else if (said.kind === 'closed') void this.#worker.terminate()
    else {
      this.#sessions = said.sessions
      this.#runs.get(said.id)?.close()
    }
  }
}

function entry(): URL {
  if (typeof BUNDLED_THREAD === 'undefined') return new URL('./thread-entry.ts', import.meta.url)
  return new URL(BUNDLED_THREAD, pathToFileURL(process.argv[1] ?? ''))
}

/** The one place that passwords leave their Secrets by, to another thread of this very process. */
function dealt({ password, pendingPassword, ...node }: NodeInfo): DealtNode {
  return {
    ...node,
    password: password.reveal(),
    ...(pendingPassword && { pendingPassword: pendingPassword.reveal() }),
  }
}

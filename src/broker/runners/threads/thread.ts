import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { Channel } from '../../../core/channel.ts'
import type { PreparedCall } from '../../../core/engine-parts.ts'
import type { RunEvent } from '../../../core/event.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { RunOptions } from '../../../core/runner.ts'
import type { PinStore } from '../../../rest/trust.ts'
import { Tally } from '../tally.ts'
import type { DealtNode, FromThread, ThreadStart, ToThread } from './thread-message.ts'

/** Written into the bundle by scripts/build.ts: where the thread's own bundle is, seen from the entry's. */
declare const BUNDLED_THREAD: string | undefined

/** One more thread that reaches BMCs, seen from the main one. Its nodes' sessions are its own. */
export class Thread {
  readonly #worker: Worker
  readonly #pins: PinStore
  readonly #runs = new Map<number, Channel<RunEvent>>()
  readonly #closed = Promise.withResolvers<void>()
  #count = 0
  #sessions = 0
  #isLost = false

  /** @param lost told when the thread has ended without having been asked to */
  constructor(start: ThreadStart, pins: PinStore, lost: () => void) {
    this.#pins = pins
    this.#worker = new Worker(entry(), { workerData: start, execArgv: [] })
    this.#worker.on('message', (said: FromThread) => this.#hear(said))
    this.#worker.on('error', () => undefined) // 'exit' follows
    this.#worker.once('exit', () => {
      this.#isLost = true
      lost()
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
    { call, prepared }: PreparedCall,
    nodes: readonly NodeInfo[],
    options: RunOptions,
  ): AsyncGenerator<RunEvent, void, undefined> {
    const { signal, fanout, cwd, trace, retryUnreachable = false, checkpoints } = options
    const tally = new Tally(nodes.map(({ name }) => name))
    const id = ++this.#count
    const events = new Channel<RunEvent>()
    this.#runs.set(id, events)
    const pins = nodes.map(({ bmc: host, port }) => ({
      host,
      port,
      fingerprint: this.#pins.get(host, port),
      announced: this.#pins.announced(host, port),
    }))
    const cancel = () => this.#tell({ kind: 'cancel', id, reason: String(signal.reason) })
    signal.addEventListener('abort', cancel, { once: true })
    this.#worker.ref()
    try {
      const about = { fanout, cwd, trace, retryUnreachable, checkpoints }
      this.#tell({ kind: 'run', id, call, prepared, nodes: nodes.map(dealt), pins, ...about })
      if (signal.aborted) cancel()
      for await (const event of this.#isLost ? [] : events) if (tally.accepts(event)) yield event
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#runs.delete(id)
      if (this.#runs.size === 0) this.#worker.unref()
    }
    yield* tally.broken('a thread of this process was lost')
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
    else if (said.kind === 'pin') this.#pins.set(said.host, said.port, said.fingerprint)
    else if (said.kind === 'announced-pin') this.#pins.announce(said.host, said.port, said.fingerprint)
    else if (said.kind === 'closed') void this.#worker.terminate()
    else {
      this.#sessions = said.sessions
      this.#runs.get(said.id)?.close()
    }
  }
}

function entry(): URL {
  if (typeof BUNDLED_THREAD === 'undefined') return new URL('./thread-main.ts', import.meta.url)
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

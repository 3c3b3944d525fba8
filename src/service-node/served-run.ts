import type { Parsed } from '../broker/parse.ts'
import type { ClosableRunner } from '../broker/runners/in-process.ts'
import type { FileCache } from '../bus/files/file-cache.ts'
import { type Order, type OrderedNode, readOrder, readPrepared } from '../bus/order.ts'
import type { ReliableStream } from '../bus/reliable-stream.ts'
import { type Report, reportText } from '../bus/report.ts'
import type { PreparedCall } from '../core/engine-parts.ts'
import { type ErrorFacts, factsOf } from '../core/errors.ts'
import { FailureLimit } from '../core/failure-limit.ts'
import type { NodeInfo } from '../core/node.ts'
import type { RunOptions } from '../core/runner.ts'
import { EventBatch } from './event-batch.ts'
import { FilesOfRun } from './files-of-run.ts'
import { type Begin, optionsOfPart, readNodes } from './part-of-run.ts'
import { PreparedElsewhere } from './prepared-elsewhere.ts'
import type { PinHearer, SharedPins } from './shared-pins.ts'

/** What runs are served with. */
export interface ServedRunParts {
  readonly runner: Pick<ClosableRunner, 'runPrepared'>
  readonly pins: SharedPins
  readonly files: Pick<FileCache, 'fetch'>
  parse(command: string, words: readonly string[]): Promise<Parsed>
  /** Told how many nodes more, or fewer, are in work. */
  worksOn(more: number): void
}

type CommandWork = PreparedCall & { readonly command: string }

/** One run of a broker, as far as its nodes are worked on here: from its first order to its last report. */
export class ServedRun {
  readonly #stream: ReliableStream
  readonly #parts: ServedRunParts
  readonly #batch: EventBatch
  readonly #ending = new AbortController()
  readonly #prepared: PreparedElsewhere
  readonly #files: FilesOfRun
  readonly #works = new Set<Promise<void>>()
  #begin: Begin | undefined
  /** For all parts of the run; its broker counts too. */
  #limit: FailureLimit | undefined
  #work: Promise<PreparedCall> | undefined

  constructor(stream: ReliableStream, parts: ServedRunParts) {
    this.#stream = stream
    this.#parts = parts
    this.#batch = new EventBatch((message) => stream.send(message))
    this.#files = new FilesOfRun(parts.files, this.#ending.signal)
    this.#prepared = new PreparedElsewhere((protocol) => this.#say({ is: 'need', protocol }))
  }

  /** Ends its work; each of its nodes still has its outcome. */
  cancel(reason: string): void {
    this.#ending.abort(reason)
    this.#prepared.close(reason)
  }

  /** Never rejects. */
  async serve(): Promise<void> {
    try {
      for await (const message of this.#stream) await this.#heed(readOrder(message))
    } catch (thrown) {
      this.#say({ is: 'refused', error: factsOf(thrown) })
      this.cancel('the request was not understood')
    }
    if (!this.#stream.hasEndedThere) this.cancel('the broker is gone')
    await Promise.all(this.#works)
    await this.#stream.end()
  }

  async #heed(order: Order): Promise<void> {
    switch (order.is) {
      case 'begin': {
        this.#begin = order
        this.#limit = FailureLimit.of(order)
        this.#work = this.#wordsToWork(order)
        this.#work.catch((thrown: unknown) => this.#say({ is: 'refused', error: factsOf(thrown) }))
        return
      }
      case 'nodes': {
        const work = this.#workOn(order.part, order.nodes).finally(() => this.#works.delete(work))
        this.#works.add(work)
        return
      }
      case 'file':
        return this.#files.expect(order.path, order)
      case 'prepared':
        if (order.value === undefined) return this.#prepared.endedRun(order.protocol)
        return this.#prepared.arrived(order.protocol, this.#files.in(readPrepared(order.value)))
      case 'cancel':
        return this.cancel(order.reason)
      case 'begin-no-more':
        return this.#limit?.exceed()
    }
  }

  /** Words become a call here as everywhere else. @throws HwctlError `usage` */
  async #wordsToWork({ command, words }: Begin): Promise<PreparedCall> {
    const { invocation } = await this.#parts.parse(command, words)
    const prepare = (protocol: Parameters<PreparedElsewhere['get']>[0]) => this.#prepared.get(protocol)
    return { call: invocation.call, prepared: new Map(), prepare }
  }

  /** Each of these nodes gets one outcome, unless the run cannot start. */
  async #workOn(part: number, ordered: readonly OrderedNode[]): Promise<void> {
    const begin = this.#begin
    const work = await this.#work?.catch(() => undefined)
    if (!begin || !work) return
    this.#parts.worksOn(ordered.length)
    const { nodes, wrong } = readNodes(ordered)
    for (const failure of wrong) await this.#batch.add({ kind: 'failure', ...failure })
    const hearer: PinHearer = {
      seen: (pin) => this.#say({ is: 'pin', ...pin }),
      announced: (pin) => this.#say({ is: 'announced-pin', ...pin }),
    }
    const known = new Map(ordered.map(({ name, pin, announced }) => [name, { fingerprint: pin, announced }]))
    const pins = nodes.map(({ name, bmc: host, port }) => ({ host, port, ...known.get(name) }))
    for (const pin of pins) this.#parts.pins.expect(pin, hearer)
    const { signal } = this.#ending
    const failuresCounted = this.#limit?.counted
    const how = { signal, ...(failuresCounted && { failuresCounted }) }
    await this.#run({ ...work, command: begin.command }, nodes, optionsOfPart(begin, ordered, how))
    await this.#batch.flush()
    this.#parts.pins.forget(pins, hearer)
    this.#parts.worksOn(-ordered.length)
    await this.#stream.send(reportText({ is: 'over', part }))
  }

  /** What keeps the run as a whole from being started here is said for each node. */
  async #run(work: CommandWork, nodes: readonly NodeInfo[], options: RunOptions): Promise<void> {
    const pending = new Set(nodes.map(({ name }) => name))
    let broken: ErrorFacts | undefined
    for await (const event of this.#parts.runner.runPrepared(work, nodes, options)) {
      if (event.kind === 'failure' && event.node === undefined) broken = event.error
      else if (event.kind !== 'done') await this.#batch.add(event)
      if ((event.kind === 'result' || event.kind === 'failure') && event.node) pending.delete(event.node)
    }
    if (!broken || this.#prepared.hasEndedRun) return
    for (const node of pending) await this.#batch.add({ kind: 'failure', node, error: broken })
  }

  #say(report: Report): void {
    void this.#stream.send(reportText(report))
  }
}

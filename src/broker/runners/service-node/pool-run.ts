import { setTimeout as sleep } from 'node:timers/promises'
import type { StoredFile } from '../../../bus/files/file-store.ts'
import { type Order, preparedText } from '../../../bus/order.ts'
import { type Report, readReport } from '../../../bus/report.ts'
import { Channel } from '../../../core/channel.ts'
import type { PreparedCall } from '../../../core/engine-parts.ts'
import { type ErrorFacts, factsOf, HwctlError } from '../../../core/errors.ts'
import type { RunEvent } from '../../../core/event.ts'
import type { NodeInfo, NodeName, ProtocolName } from '../../../core/node.ts'
import type { Invocation, RunOptions } from '../../../core/runner.ts'
import { errorText } from '../../../edges/error-text.ts'
import type { PinStore } from '../../../rest/trust.ts'
import type { filesOfCall } from './files-of-call.ts'
import { HeldNotes } from './held-notes.ts'
import { Member } from './member.ts'
import type { NodeLink } from './node-link.ts'
import type { Owners } from './owners.ts'
import { type Repeatable, repeatable } from './repeatable.ts'
import { WaitingNodes } from './waiting-nodes.ts'

/** How long, in milliseconds, service nodes may take to say their last words after a run was ended; they have sessions to end. */
const LAST_WORDS_MS = 20_000
/** How long, in milliseconds, another member is waited for when the last one was lost: it may be starting again. */
const REGAIN_MS = 6000
const REGAIN_PAUSE_MS = 500
/** Nodes in one order at most. */
const MAX_PART = 512

/** What a run at a pool works with. */
export interface PoolRunParts {
  readonly invocation: Invocation
  /** The names of the pool, as its nodes have them. */
  readonly pool: string
  /** Links to the members that are there. @throws HwctlError where there is none that may be given anything */
  members(signal: AbortSignal): Promise<readonly NodeLink[]>
  readonly owners: Owners
  readonly pins: PinStore
  readonly filesOf: typeof filesOfCall
  /** Puts a file where service nodes can fetch it. */
  store(path: string): Promise<StoredFile>
}

/** Nodes of one pool in one run: dealt out over its members, and dealt out again when one is lost, where that is right. */
export class PoolRun {
  readonly #parts: PoolRunParts
  readonly #work: PreparedCall
  readonly #options: RunOptions
  readonly #out = new Channel<RunEvent>()
  readonly #pending: Map<NodeName, NodeInfo>
  readonly #waiting = new WaitingNodes()
  readonly #members = new Map<NodeLink, Member>()
  readonly #listening = new Set<Promise<void>>()
  readonly #settled = Promise.withResolvers<void>()
  readonly #checkpoints: Map<NodeName, unknown>
  #kind: Repeatable = { isRepeatable: false, isLasting: false }
  #notes = new HeldNotes()
  #isBroken = false
  #isRegaining = false

  constructor(parts: PoolRunParts, work: PreparedCall, nodes: readonly NodeInfo[], options: RunOptions) {
    this.#parts = parts
    this.#work = work
    this.#options = options
    this.#pending = new Map(nodes.map((node) => [node.name, node]))
    this.#checkpoints = new Map(options.checkpoints)
  }

  /** Each node has one outcome, unless the run cannot start. */
  events(): AsyncIterable<RunEvent> {
    void this.#all().finally(() => this.#out.close())
    return this.#out
  }

  async #all(): Promise<void> {
    const { signal } = this.#options
    const cancel = () => this.#cancel()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      this.#kind = await repeatable(this.#work.call, [...this.#pending.values()])
      await this.#begin()
      if (signal.aborted) this.#cancel()
      await this.#settled.promise
      await this.#end()
    } catch (thrown) {
      this.#failAll([...this.#pending.values()], factsOf(thrown))
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  async #begin(): Promise<void> {
    const links = await this.#parts.members(this.#options.signal)
    this.#join(links, await this.#preparedOrders())
    this.#deal([...this.#pending.values()])
  }

  async #preparedOrders(): Promise<readonly Order[]> {
    const made = [...this.#work.prepared]
    return (await Promise.all(made.map(([protocol, value]) => this.#prepared(protocol, value)))).flat()
  }

  /** What `pre` made for a protocol, after the files that it names. */
  async #prepared(protocol: ProtocolName, value: unknown): Promise<readonly Order[]> {
    const { filesOf, store } = this.#parts
    const paths = await filesOf(this.#work.call, protocol, value)
    const files = await Promise.all(
      paths.map(async (path) => ({ is: 'file', path, ...(await store(path)) }) as const),
    )
    return [...files, { is: 'prepared', protocol, value: this.#text(value) }]
  }

  /** @throws HwctlError for what `pre` made and cannot cross */
  #text(value: unknown): string {
    try {
      return preparedText(value)
    } catch (thrown) {
      const { call } = this.#work
      const reason = `${call.capability} ${call.op}: what it needs cannot leave this machine`
      const about = { serviceNode: this.#parts.pool, problem: 'local', reason } as const
      throw new HwctlError({ kind: 'service-node', ...about }, thrown)
    }
  }

  #join(links: readonly NodeLink[], prepared: readonly Order[]): void {
    const { command, words } = this.#parts.invocation
    const { cwd, trace, retryUnreachable = false } = this.#options
    for (const link of links) {
      if (this.#members.has(link)) continue
      const member = new Member(link)
      this.#members.set(link, member)
      member.say({ is: 'begin', command, words, cwd, trace, retryUnreachable })
      for (const order of prepared) member.say(order)
      const listening = this.#listen(member).finally(() => this.#listening.delete(listening))
      this.#listening.add(listening)
    }
  }

  /** Who has a node's BMC keeps it; the others go to who has least to do. */
  #deal(nodes: readonly NodeInfo[]): void {
    const members = [...this.#members.values()].map(({ link }) => link.presence)
    this.#parts.owners.choose(nodes, members, (owner, node) => this.#waiting.add(owner, node))
    this.#fill()
  }

  #fill(): void {
    if (this.#options.signal.aborted) return
    const members = [...this.#members.values()].toSorted((a, b) => a.inWork.size - b.inWork.size)
    const window = this.#kind.isLasting
      ? Number.POSITIVE_INFINITY
      : Math.max(Math.ceil(this.#options.fanout / members.length), 1)
    for (const member of members)
      while (this.#waiting.size > 0) {
        const room = Math.min(window - member.inWork.size, MAX_PART)
        if (room < 1 || (room < Math.min(window, MAX_PART) / 4 && member.inWork.size > 0)) break
        const nodes = this.#waiting.take(member.name, room)
        this.#parts.owners.have(member.name, nodes)
        member.sendNodes(nodes, { pins: this.#parts.pins, checkpoints: this.#checkpoints })
      }
  }

  async #listen(member: Member): Promise<void> {
    for await (const message of member.stream) {
      this.#heed(member, readReport(message))
      this.#fill()
      await this.#out.room() // a slow reader makes the service node wait
    }
    if (!member.stream.hasEndedThere || member.inWork.size > 0) await this.#lost(member)
  }

  #heed(member: Member, report: Report): void {
    switch (report.is) {
      case 'events':
        for (const event of report.events) this.#hear(member, event)
        return
      case 'over':
        for (const node of member.over(report.part)) this.#settle(node.name)
        return
      case 'need':
        void this.#prepare(member, report.protocol)
        return
      case 'pin':
        if (member.hasBmc(report.host, report.port))
          this.#parts.pins.set(report.host, report.port, report.fingerprint)
        return
      case 'announced-pin':
        if (member.hasBmc(report.host, report.port))
          this.#parts.pins.announce(report.host, report.port, report.fingerprint)
        return
      case 'refused':
        this.#refused(member, report.error)
    }
  }

  #hear(member: Member, event: RunEvent): void {
    if (event.kind === 'done') return
    if (event.node === undefined) {
      if (!this.#isBroken) this.#out.push(event)
      return
    }
    if (!member.has(event.node)) return
    if (event.kind === 'result' || event.kind === 'failure') {
      if (!member.inWork.delete(event.node)) return
      for (const note of this.#notes.take(event.node)) this.#out.push(note)
      this.#out.push(event)
      this.#settle(event.node)
      return
    }
    if (event.kind === 'checkpoint') this.#checkpoints.set(event.node, event.checkpoint)
    const { isLasting, isRepeatable } = this.#kind
    if (event.kind === 'note' && isRepeatable && !isLasting) this.#notes.hold(event.node, event)
    else this.#out.push(event)
  }

  async #prepare(member: Member, protocol: ProtocolName): Promise<void> {
    try {
      const orders = await this.#prepared(protocol, await this.#work.prepare?.(protocol))
      for (const order of orders) member.say(order)
    } catch (thrown) {
      const error = factsOf(thrown)
      this.#isBroken = true
      if (error.kind !== 'cancelled') this.#out.push({ kind: 'failure', error })
      member.say({ is: 'prepared', protocol })
    }
  }

  #refused(member: Member, error: ErrorFacts): void {
    const reason = errorText(error)
    const facts = { kind: 'service-node', serviceNode: member.name, problem: 'refused', reason } as const
    this.#failAll([...member.inWork.values()], facts)
    member.inWork.clear()
  }

  /** Reads go to other members, from where they were; what became of a write is not known. */
  async #lost(member: Member): Promise<void> {
    this.#members.delete(member.link)
    const inWork = [...member.inWork.values()]
    member.inWork.clear()
    for (const { name } of inWork) this.#notes.drop(name)
    const { signal } = this.#options
    const reason = member.link.lostWhy ?? 'it does not know the run any more'
    const about = { kind: 'service-node', serviceNode: member.name } as const
    const again = this.#waiting.takeAll(member.name)
    if (signal.aborted || !this.#kind.isRepeatable) {
      const outcomeUnknown = !this.#kind.isRepeatable
      this.#failAll(inWork, { ...about, problem: 'lost', reason, ...(outcomeUnknown && { outcomeUnknown }) })
    }
    const left = [...again, ...(this.#kind.isRepeatable && !signal.aborted ? inWork : [])]
    if (left.length === 0 && (this.#waiting.size === 0 || this.#members.size > 0)) return this.#fill()
    if (this.#members.size > 0) {
      this.#out.push({ kind: 'warning', error: { ...about, problem: 'passed-on', reason } })
      return this.#deal(left)
    }
    for (const node of left) this.#waiting.add(member.name, node)
    await this.#regain({ ...about, problem: 'lost', reason })
  }

  /** Nobody is left: a member may be starting again. */
  async #regain(error: Extract<ErrorFacts, { readonly kind: 'service-node' }>): Promise<void> {
    if (this.#isRegaining) return
    this.#isRegaining = true
    const { signal } = this.#options
    const until = performance.now() + REGAIN_MS
    let links: readonly NodeLink[] = []
    while (links.length === 0 && performance.now() < until && !signal.aborted) {
      links = await this.#parts.members(signal).catch(() => [])
      if (links.length === 0) await sleep(REGAIN_PAUSE_MS)
    }
    this.#isRegaining = false
    const nodes = this.#waiting.takeAll()
    if (links.length === 0) return this.#failAll(nodes, signal.aborted ? notReached(signal) : error)
    this.#out.push({ kind: 'warning', error: { ...error, problem: 'passed-on' } })
    this.#join(links, await this.#preparedOrders())
    this.#deal(nodes)
  }

  #cancel(): void {
    const { signal } = this.#options
    for (const member of this.#members.values()) member.say({ is: 'cancel', reason: String(signal.reason) })
    this.#failAll(this.#waiting.takeAll(), notReached(signal))
    const late = setTimeout(() => this.#giveUp(), LAST_WORDS_MS)
    late.unref()
    void this.#settled.promise.then(() => clearTimeout(late))
  }

  #giveUp(): void {
    for (const { link } of this.#members.values()) link.lose('it did not say its last words')
  }

  /** Members say what they still have to say of sessions. */
  async #end(): Promise<void> {
    for (const { stream } of this.#members.values()) void stream.end()
    const late = setTimeout(() => this.#giveUp(), LAST_WORDS_MS)
    await Promise.all(this.#listening)
    clearTimeout(late)
  }

  #failAll(nodes: readonly NodeInfo[], error: ErrorFacts): void {
    for (const { name: node } of nodes) {
      if (!this.#pending.has(node)) continue
      this.#out.push({ kind: 'failure', node, error })
      this.#settle(node)
    }
  }

  #settle(node: NodeName): void {
    this.#pending.delete(node)
    if (this.#pending.size === 0) this.#settled.resolve()
  }
}

function notReached({ reason }: AbortSignal): ErrorFacts {
  return { kind: 'cancelled', reason: String(reason), reached: false }
}

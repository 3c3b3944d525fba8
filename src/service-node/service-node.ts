import { availableParallelism, hostname, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from '../bus/bus.ts'
import { BEAT_MS } from '../bus/link-end.ts'
import { keyName, readOrderHead } from '../bus/message-head.ts'
import { ALIVE_EVERY_MS, type Presence, presenceText } from '../bus/presence.ts'
import { newSealKey, type SealKey } from '../bus/seal-key.ts'
import { ALIVE, fromServiceNode, toServiceNode, WHO } from '../bus/subjects.ts'
import { BrokerLink } from './broker-link.ts'
import type { ServedRunParts } from './served-run.ts'

/** How long, in milliseconds, a broker may be silent before its runs are ended. */
const BROKER_LOST_MS = 10_000
/** The same while NATS is not to be had, so that nobody can be heard. */
const OUTAGE_MS = 60_000
/** How long, in milliseconds, its runs may take to end when it is told to stop: BMCs are logged out from. */
const STOP_MS = 12_000
const LOOK_MS = 20
/** So many links that ended are remembered, so that nothing recorded of them is heeded again; then the process takes a new key. */
const MOST_ENDED = 10_000

/** Who this service node is, and whom it serves. */
export interface ServiceNodeSettings {
  readonly name: string
  readonly pool?: string
  readonly version: string
  readonly key: SealKey
  /** The lasting public keys of the brokers that it works for. */
  readonly brokers: readonly Uint8Array[]
  readonly brokerLostMs?: number
}

/** What it says of what happens; only names and counts. */
export interface ServiceNodeLog {
  info(about: object, message: string): void
  warn(about: object, message: string): void
}

/** What a service node works with. */
export interface ServiceNodeParts extends Omit<ServedRunParts, 'worksOn'> {
  readonly bus: Bus
  readonly log: ServiceNodeLog
}

/** An agent that serves brokers over NATS: it says that it is there, and runs what is sealed for it by a broker that it knows. */
export class ServiceNode {
  readonly #settings: ServiceNodeSettings
  readonly #parts: ServiceNodeParts
  readonly #since = new Date().toISOString()
  readonly #brokers: ReadonlyMap<string, Uint8Array>
  readonly #links = new Map<string, BrokerLink>()
  readonly #ended = new Set<string>()
  readonly #refused = new Set<string>()
  #process = newSealKey()
  #nodes = 0
  #timers: readonly NodeJS.Timeout[] = []

  constructor(settings: ServiceNodeSettings, parts: ServiceNodeParts) {
    this.#settings = settings
    this.#parts = parts
    this.#brokers = new Map(settings.brokers.map((key) => [keyName(key), key]))
  }

  /** Resolves when orders may come. */
  async start(): Promise<void> {
    const { bus } = this.#parts
    bus.listen(toServiceNode(this.#settings.name), (message) => this.#hear(message))
    bus.listen(WHO, () => this.#sayPresence())
    bus.onReturn(() => {
      this.#sayPresence()
      for (const link of this.#links.values()) link.resume()
    })
    await bus.settled()
    this.#sayPresence()
    let last = performance.now()
    const tick = () => {
      const now = performance.now()
      this.#tick(now - last)
      last = now
    }
    this.#timers = [setInterval(() => this.#sayPresence(), ALIVE_EVERY_MS), setInterval(tick, BEAT_MS)]
  }

  /** Takes no more runs, ends those that there are, and tells their brokers. */
  async close(reason: string): Promise<void> {
    this.#sayPresence(true)
    const links = [...this.#links.values()]
    for (const link of links) link.finish(reason)
    const isBusy = () => links.some(({ runs }) => runs > 0) && this.#parts.bus.isConnected
    for (let waitedMs = 0; waitedMs < STOP_MS && isBusy(); waitedMs += LOOK_MS) await sleep(LOOK_MS)
    await Promise.all(links.map((link) => link.close(reason)))
    for (const timer of this.#timers) clearInterval(timer)
  }

  #hear(message: Uint8Array): void {
    const head = readOrderHead(message)
    if (!head?.to.equals(this.#process.public)) return // for a process that is no more, or nothing of ours
    const lasting = this.#brokers.get(head.broker)
    const from = head.from.toString('hex')
    if (this.#ended.has(from)) return
    const link = this.#links.get(from) ?? (lasting && this.#newLink({ lasting, process: head.from }))
    if (link?.hear(message)) this.#links.set(from, link)
    else this.#refuse(head.broker)
  }

  #newLink(broker: { readonly lasting: Uint8Array; readonly process: Buffer }): BrokerLink {
    const { runner, pins, files, parse, bus } = this.#parts
    const subject = fromServiceNode(this.#settings.name, keyName(broker.process))
    return new BrokerLink({
      ...{ runner, pins, files, broker },
      parse: (command, words) => parse(command, words),
      own: { lasting: this.#settings.key, process: this.#process },
      publish: (message) => bus.publish(subject, message),
      worksOn: (more) => {
        this.#nodes += more
      },
    })
  }

  /** Said once for each. */
  #refuse(broker: string): void {
    if (this.#refused.has(broker)) return
    this.#refused.add(broker)
    this.#parts.log.warn({ broker }, 'orders of a broker that is not known here are not heeded')
  }

  #tick(elapsedMs: number): void {
    const { brokerLostMs = BROKER_LOST_MS } = this.#settings
    const patienceMs = this.#parts.bus.isConnected ? brokerLostMs : OUTAGE_MS
    for (const [from, link] of this.#links) {
      link.tick(elapsedMs)
      if (link.silentMs < patienceMs) continue
      if (link.runs > 0) this.#parts.log.warn({ runs: link.runs }, 'a broker is gone: its runs are ended')
      this.#links.delete(from)
      this.#ended.add(from)
      void link.close('the broker is gone')
    }
    if (this.#links.size > 0 || this.#ended.size < MOST_ENDED) return
    this.#process = newSealKey()
    this.#ended.clear()
    this.#sayPresence()
  }

  #sayPresence(isLeaving = false): void {
    const { name, pool, version, key } = this.#settings
    const presence: Presence = {
      ...{ name, version, key: key.public, process: this.#process.public, since: this.#since },
      ...{ nodes: this.#nodes, host: hostname(), pid: process.pid },
      load: Math.round(((loadavg()[0] ?? 0) / availableParallelism()) * 100) / 100,
      ...(pool !== undefined && { pool }),
      ...(isLeaving && { isLeaving }),
    }
    this.#parts.bus.publish(fromServiceNode(name, ALIVE), presenceText(presence))
  }
}

import type { Bus } from '../../../bus/bus.ts'
import { BEAT_MS } from '../../../bus/link-end.ts'
import type { Presence } from '../../../bus/presence.ts'
import type { SealKey } from '../../../bus/seal-key.ts'
import type { Directory } from './directory.ts'
import { NodeLink } from './node-link.ts'

/** How long, in milliseconds, things may be silent. */
export interface Patience {
  /** A service node, while NATS is there. */
  readonly lostMs: number
  /** A service node, while NATS is not. */
  readonly outageMs: number
  /** Everybody, when it is asked who is there. */
  readonly whoMs: number
  /** A service node that was lost, until it has certainly ended its runs: where only the way to it is gone, it goes on for a while. */
  readonly fenceMs: number
}

export const PATIENCE: Patience = { lostMs: 8000, outageMs: 60_000, whoMs: 2000, fenceMs: 75_000 }

/** The links of a broker process, one for each service node that it has work at or had. */
export class Links {
  readonly #bus: Bus
  readonly #key: SealKey
  readonly #patience: Patience
  readonly #links = new Map<string, NodeLink>()
  readonly #timer: NodeJS.Timeout
  #last = performance.now()

  constructor(bus: Bus, directory: Directory, { key, patience }: { key: SealKey; patience: Patience }) {
    this.#bus = bus
    this.#key = key
    this.#patience = patience
    directory.onPresence((presence) => this.#seen(presence))
    bus.onReturn(() => {
      for (const link of this.#links.values()) link.resume()
    })
    void bus.closed.then(() => this.close('the connection to NATS was closed'))
    this.#timer = setInterval(() => this.#tick(), BEAT_MS)
    this.#timer.unref()
  }

  to(presence: Presence): NodeLink {
    const known = this.#links.get(presence.name)
    if (known && known.lostWhy === undefined && known.presence.process.equals(presence.process)) return known
    known?.lose('it was started again')
    const link = new NodeLink(presence, this.#key, this.#bus)
    this.#links.set(presence.name, link)
    return link
  }

  close(why: string): void {
    clearInterval(this.#timer)
    for (const link of this.#links.values()) link.lose(why)
    this.#links.clear()
  }

  #seen({ name, process, isLeaving }: Presence): void {
    const link = this.#links.get(name)
    if (link && !isLeaving && !link.presence.process.equals(process)) this.#lose(name, 'it was started again')
  }

  #tick(): void {
    const now = performance.now()
    const elapsedMs = now - this.#last
    this.#last = now
    const { lostMs, outageMs } = this.#patience
    const patienceMs = this.#bus.isConnected ? lostMs : outageMs
    for (const [name, link] of this.#links) {
      link.tick(elapsedMs)
      if (link.silentMs >= patienceMs)
        this.#lose(name, `nothing was heard of it for ${Math.round(link.silentMs / 1000)} s`)
    }
  }

  #lose(name: string, why: string): void {
    this.#links.get(name)?.lose(why)
    this.#links.delete(name)
  }
}

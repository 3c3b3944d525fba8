import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from '../../../bus/bus.ts'
import { ALIVE_EVERY_MS, type Presence, readPresence } from '../../../bus/presence.ts'
import { ALIVE, fromServiceNode, WHO } from '../../../bus/subjects.ts'

/** Somebody who was silent for longer, in milliseconds, is not there. */
const FRESH_MS = 3.5 * ALIVE_EVERY_MS
/** So long, in milliseconds, others are waited for that are expected. */
const OTHERS_MS = 1000
const LOOK_MS = 10

/** How service nodes are looked for. */
interface Search {
  /** Names of service nodes that may well be there. */
  readonly expected: readonly string[]
  /** How long, in milliseconds, when nobody answers. */
  readonly forMs: number
  readonly signal: AbortSignal
}

interface Heard {
  readonly presence: Presence
  readonly at: number
}

/** Which service nodes are there, as far as they say so. */
export class Directory {
  readonly #bus: Bus
  readonly #heard = new Map<string, Heard>()
  readonly #listeners = new Set<(presence: Presence) => void>()
  readonly #since = performance.now()

  constructor(bus: Bus) {
    this.#bus = bus
    bus.listen(fromServiceNode('*', ALIVE), (message, subject) => this.#hear(subject, message))
  }

  /** Told of everybody who says that he is there, or that he leaves. */
  onPresence(tell: (presence: Presence) => void): void {
    this.#listeners.add(tell)
  }

  present(): readonly Presence[] {
    const now = performance.now()
    return [...this.#heard.values()].flatMap(({ presence, at }) =>
      now - at > FRESH_MS || presence.isLeaving ? [] : [presence],
    )
  }

  /**
   * Those who are there of these names of service nodes and pools. Where nobody is known yet it asks, and waits: for everybody who
   * is expected, but not long once one is there.
   */
  async find(names: readonly string[], { expected, forMs, signal }: Search): Promise<readonly Presence[]> {
    const wanted = new Set(names)
    const found = () =>
      this.present().filter(({ name, pool }) => wanted.has(name) || (pool !== undefined && wanted.has(pool)))
    const isLongHere = performance.now() - this.#since > 2 * ALIVE_EVERY_MS
    if (isLongHere && found().length > 0) return found()
    await this.ask()
    for (let waitedMs = 0; waitedMs < forMs && !signal.aborted; waitedMs += LOOK_MS) {
      const here = new Set(found().map(({ name }) => name))
      if (here.size > 0 && (waitedMs >= OTHERS_MS || isAll(expected, here))) break
      await sleep(LOOK_MS)
    }
    return found()
  }

  /** Everybody is asked to say that he is there. */
  async ask(): Promise<void> {
    await this.#bus.settled()
    this.#bus.publish(WHO, '')
  }

  #hear(subject: string, message: Uint8Array): void {
    const presence = readPresence(subject, message)
    if (!presence) return
    const known = this.#heard.get(presence.name)?.presence
    if (presence.isLeaving && known && !known.process.equals(presence.process)) return // its successor is there
    this.#heard.set(presence.name, { presence, at: performance.now() })
    for (const tell of this.#listeners) tell(presence)
  }
}

function isAll(expected: readonly string[], here: ReadonlySet<string>): boolean {
  return expected.length > 0 && expected.every((name) => here.has(name))
}

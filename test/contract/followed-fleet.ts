import assert from 'node:assert/strict'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeInfo } from '../../src/core/node.ts'
import { Eventlog, type FollowNote } from '../../src/hwctl/managers/eventlog.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { memoryPins } from '../rest/web-server.ts'
import { nodeOf } from './machines.ts'

/** A follow over BMCs, in this process, and what it has said so far. */
export class FollowedFleet {
  readonly events: RunEvent[] = []
  readonly #bmcs: readonly SimulatedBmc[]
  readonly #stop = new AbortController()
  readonly #done: Promise<void>
  readonly #put = new Map<string, string[]>()
  readonly #notes = new Map<string, FollowNote[]>()
  readonly #counts = { put: 0, told: 0, following: 0 }
  #look = () => {}

  constructor(bmcs: readonly SimulatedBmc[], last: number | 'all' = 0, over: Partial<NodeInfo> = {}) {
    this.#bmcs = bmcs
    this.#done = this.#run(last, over)
  }

  async #run(last: number | 'all', over: Partial<NodeInfo>): Promise<void> {
    const runner = inProcessRunner({ pins: memoryPins() })
    const invocation = { command: '', words: [], call: Eventlog.follow({ last }) }
    const options = { signal: this.#stop.signal, fanout: 2, cwd: '/', trace: false }
    const nodes = this.#bmcs.map((bmc) => ({ ...nodeOf(bmc), ...over }))
    for await (const event of runner.run(invocation, nodes, options)) {
      this.events.push(event)
      if (event.kind === 'note' && event.node) this.#keep(event.node, event.note as FollowNote)
      this.#look()
    }
  }

  #keep(node: string, note: FollowNote): void {
    const notes = this.#notes.get(node) ?? []
    this.#notes.set(node, notes)
    if (note.said === 'entry') this.#counts.told += 1
    if (note.said === 'following' && !note.again) this.#counts.following += 1
    notes.push(note)
  }

  /** Puts an entry into the log of a BMC; its message is like no other's. */
  put(bmc: SimulatedBmc): void {
    const put = this.#put.get(bmc.name) ?? []
    this.#put.set(bmc.name, put)
    const message = `a.b.${bmc.name}.${put.length + 1}`
    put.push(message)
    this.#counts.put += 1
    bmc.log.add({ message })
  }

  /** Everything put into the log of a BMC, in order. */
  putInto(bmc: SimulatedBmc): readonly string[] {
    return this.#put.get(bmc.name) ?? []
  }

  notes(bmc: SimulatedBmc): readonly FollowNote[] {
    return this.#notes.get(bmc.name) ?? []
  }

  /** The messages that were told of, in order. */
  told(bmc: SimulatedBmc): readonly string[] {
    return this.notes(bmc).flatMap((note) => (note.said === 'entry' ? [note.entry.message] : []))
  }

  warnings(bmc: SimulatedBmc): readonly RunEvent[] {
    return this.events.filter((event) => event.kind === 'warning' && event.node === bmc.name)
  }

  /** Resolves when it has said enough. */
  async until(isEnough: () => boolean): Promise<void> {
    const enough = Promise.withResolvers<void>()
    this.#look = () => {
      if (isEnough()) enough.resolve()
    }
    this.#look()
    const ended = this.#done.then(() => Promise.reject(new Error(JSON.stringify(this.events.slice(-5)))))
    await Promise.race([enough.promise, ended])
  }

  /** Resolves when every BMC is being followed. */
  following(): Promise<void> {
    return this.until(() => this.#counts.following === this.#bmcs.length)
  }

  /** Resolves when as many entries were told of as were put in. */
  caughtUp(): Promise<void> {
    return this.until(() => this.#counts.told >= this.#counts.put)
  }

  /** Ends it as Ctrl-C does. */
  async stop(): Promise<void> {
    this.#stop.abort('interrupted')
    await this.#done
  }

  /** Every entry that was put in was told of once, in order. */
  assertExactlyOnce(): void {
    for (const bmc of this.#bmcs) assert.deepEqual(this.told(bmc), this.putInto(bmc), bmc.name)
  }
}

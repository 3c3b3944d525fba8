import { LinkEnd } from '../bus/link-end.ts'
import { ORDER_HEAD_BYTES, reportHead } from '../bus/message-head.ts'
import { type OwnKeys, type PeerKeys, SealedLink } from '../bus/sealed-link.ts'
import type { StreamFrame } from '../bus/stream-frame.ts'
import { ServedRun, type ServedRunParts } from './served-run.ts'

/** Whom a link joins, and what its runs are served with. */
export interface BrokerLinkParts extends ServedRunParts {
  readonly own: OwnKeys
  readonly broker: PeerKeys
  publish(message: Uint8Array): void
}

/** One process of a broker, seen from a service node: its runs, and whether it is still there. */
export class BrokerLink {
  readonly #parts: BrokerLinkParts
  readonly #end: LinkEnd
  readonly #runs = new Map<ServedRun, Promise<void>>()
  /** Runs are counted up: what is not higher was begun once, and is never begun again. */
  #latestRun = 0

  constructor(parts: BrokerLinkParts) {
    this.#parts = parts
    this.#end = new LinkEnd({
      sealed: new SealedLink(parts.own, parts.broker, 'service-node'),
      head: reportHead(parts.own.process.public),
      peerHeadBytes: ORDER_HEAD_BYTES,
      publish: parts.publish,
      begins: (frame) => this.#begins(frame),
    })
  }

  get silentMs(): number {
    return this.#end.silentMs
  }

  get runs(): number {
    return this.#runs.size
  }

  /** False for what the broker did not seal. */
  hear(message: Uint8Array): boolean {
    return this.#end.hear(message)
  }

  tick(elapsedMs: number): void {
    this.#end.tick(elapsedMs)
  }

  resume(): void {
    this.#end.resume()
  }

  /** Ends its runs; the broker is told what became of each node. */
  finish(reason: string): void {
    for (const run of this.#runs.keys()) run.cancel(reason)
  }

  /** The broker is gone: its runs are ended, and nobody is told. */
  async close(reason: string): Promise<void> {
    for (const run of this.#runs.keys()) run.cancel(reason)
    this.#end.close()
    await Promise.all(this.#runs.values())
  }

  #begins({ run, seq }: StreamFrame): boolean {
    if (run <= this.#latestRun || seq === 0) return false
    this.#latestRun = run
    const served = new ServedRun(this.#end.open(run), this.#parts)
    this.#runs.set(
      served,
      served.serve().finally(() => this.#runs.delete(served)),
    )
    return true
  }
}

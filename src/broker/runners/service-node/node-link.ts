import type { Bus } from '../../../bus/bus.ts'
import { LinkEnd } from '../../../bus/link-end.ts'
import { keyName, orderHead, REPORT_HEAD_BYTES } from '../../../bus/message-head.ts'
import type { Presence } from '../../../bus/presence.ts'
import type { ReliableStream } from '../../../bus/reliable-stream.ts'
import { newSealKey, type SealKey } from '../../../bus/seal-key.ts'
import { SealedLink } from '../../../bus/sealed-link.ts'
import { fromServiceNode, toServiceNode } from '../../../bus/subjects.ts'

/** One process of a service node, seen from a broker. It is lost once, and then for good: its successor gets a link of its own. */
export class NodeLink {
  readonly presence: Presence
  readonly #end: LinkEnd
  readonly #deafen: () => void
  #latestRun = 0
  #lostWhy: string | undefined

  constructor(presence: Presence, key: SealKey, bus: Bus) {
    this.presence = presence
    const own = { lasting: key, process: newSealKey() }
    const peer = { lasting: presence.key, process: presence.process }
    const subject = toServiceNode(presence.name)
    this.#end = new LinkEnd({
      sealed: new SealedLink(own, peer, 'broker'),
      head: orderHead(key.public, own.process.public, presence.process),
      peerHeadBytes: REPORT_HEAD_BYTES,
      publish: (message) => bus.publish(subject, message),
      begins: () => false,
    })
    const reports = fromServiceNode(presence.name, keyName(own.process.public))
    this.#deafen = bus.listen(reports, (message) => this.#end.hear(message))
  }

  /** Why it is given up; undefined while it is not. */
  get lostWhy(): string | undefined {
    return this.#lostWhy
  }

  get silentMs(): number {
    return this.#end.silentMs
  }

  get runs(): number {
    return this.#end.runs
  }

  open(): ReliableStream {
    return this.#end.open(++this.#latestRun)
  }

  tick(elapsedMs: number): void {
    this.#end.tick(elapsedMs)
  }

  resume(): void {
    this.#end.resume()
  }

  /** Its streams end. */
  lose(why: string): void {
    if (this.#lostWhy === undefined) this.#deafen()
    this.#lostWhy ??= why
    this.#end.close()
  }
}

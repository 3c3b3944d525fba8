import { type Order, orderText } from '../../../bus/order.ts'
import type { ReliableStream } from '../../../bus/reliable-stream.ts'
import type { NodeInfo, NodeName } from '../../../core/node.ts'
import type { PinStore } from '../../../rest/trust.ts'
import { nodeEntry } from '../node-entry.ts'
import type { NodeLink } from './node-link.ts'

/** What goes along with nodes. */
export interface Along {
  readonly pins: PinStore
  readonly checkpoints: ReadonlyMap<NodeName, unknown>
}

/** One service node in one run: what it was sent, and what it has not answered yet. */
export class Member {
  readonly link: NodeLink
  readonly stream: ReliableStream
  /** Sent, and without an outcome. */
  readonly inWork = new Map<NodeName, NodeInfo>()
  readonly #sent = new Set<NodeName>()
  readonly #bmcs = new Set<string>()
  readonly #parts = new Map<number, readonly NodeInfo[]>()
  #latestPart = 0
  #reserved = 0
  #mayBegin = true

  constructor(link: NodeLink) {
    this.link = link
    this.stream = link.open()
  }

  get name(): string {
    return this.link.presence.name
  }

  /** Nodes that it was sent, or will be as soon as their BMCs are free. */
  get load(): number {
    return this.inWork.size + this.#reserved
  }

  /** So many nodes more, or fewer, will be sent to it. */
  reserve(more: number): void {
    this.#reserved += more
  }

  /** Too many nodes have failed: of those that it has it begins no further one. */
  beginNoMore(): void {
    if (this.#mayBegin) this.say({ is: 'begin-no-more' })
    this.#mayBegin = false
  }

  /** Nothing more is expected of these. */
  takeInWork(): readonly NodeInfo[] {
    const nodes = [...this.inWork.values()]
    this.inWork.clear()
    return nodes
  }

  /** Whether it was sent this node, and something may still be said of it. */
  has(node: NodeName): boolean {
    return this.#sent.has(node)
  }

  hasBmc(host: string, port: number): boolean {
    return this.#bmcs.has(`${host} ${port}`)
  }

  say(order: Order): void {
    void this.stream.send(orderText(order))
  }

  sendNodes(nodes: readonly NodeInfo[], { pins, checkpoints }: Along): void {
    const part = ++this.#latestPart
    this.#parts.set(part, nodes)
    const ordered = nodes.map((node) => {
      const { name, bmc, port } = node
      this.inWork.set(name, node)
      this.#sent.add(name)
      this.#bmcs.add(`${bmc} ${port}`)
      const [pin, announced] = [pins.get(bmc, port), pins.announced(bmc, port)]
      const checkpoint = checkpoints.get(name)
      return {
        ...{ name, info: nodeEntry(node) },
        ...(pin !== undefined && { pin }),
        ...(announced !== undefined && { announced }),
        ...(checkpoint !== undefined && { checkpoint }),
      }
    })
    this.say({ is: 'nodes', part, nodes: ordered })
  }

  /** Nodes of a part that is over; those that are still in work will have no outcome. */
  over(part: number): readonly NodeInfo[] {
    const nodes = this.#parts.get(part) ?? []
    this.#parts.delete(part)
    for (const { name, bmc, port } of nodes) {
      this.#sent.delete(name)
      this.#bmcs.delete(`${bmc} ${port}`)
    }
    return nodes.filter(({ name }) => this.inWork.delete(name))
  }
}

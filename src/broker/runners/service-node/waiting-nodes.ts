import type { NodeInfo } from '../../../core/node.ts'

interface Queue {
  nodes: NodeInfo[]
  /** Those before it are gone. */
  next: number
}

/** Nodes that are not sent yet, by who is to have them. */
export class WaitingNodes {
  readonly #queues = new Map<string, Queue>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(owner: string, node: NodeInfo): void {
    const queue = this.#queues.get(owner) ?? { nodes: [], next: 0 }
    this.#queues.set(owner, queue)
    queue.nodes.push(node)
    this.#size += 1
  }

  /** So many of its own nodes, or fewer. */
  take(owner: string, howMany: number): readonly NodeInfo[] {
    return this.#take(this.#queues.get(owner), howMany)
  }

  /** So many nodes, or fewer, of who has most. */
  takeFromLongest(howMany: number): readonly NodeInfo[] {
    return this.#take(this.#longest(), howMany)
  }

  #take(queue: Queue | undefined, howMany: number): readonly NodeInfo[] {
    if (!queue) return []
    const taken = queue.nodes.slice(queue.next, queue.next + howMany)
    queue.next += taken.length
    this.#size -= taken.length
    if (leftIn(queue) === 0) {
      queue.nodes = []
      queue.next = 0
    }
    return taken
  }

  /** All of this owner's, or of everybody. */
  takeAll(owner?: string): readonly NodeInfo[] {
    const owners = owner === undefined ? [...this.#queues.keys()] : [owner]
    return owners.flatMap((one) => {
      const { nodes, next } = this.#queues.get(one) ?? { nodes: [], next: 0 }
      this.#queues.delete(one)
      this.#size -= nodes.length - next
      return nodes.slice(next)
    })
  }

  #longest(): Queue | undefined {
    const longest = [...this.#queues.values()].toSorted((a, b) => leftIn(b) - leftIn(a))[0]
    return longest && leftIn(longest) > 0 ? longest : undefined
  }
}

function leftIn({ nodes, next }: Queue): number {
  return nodes.length - next
}

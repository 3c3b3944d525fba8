import type { Presence } from '../../../bus/presence.ts'
import type { NodeInfo } from '../../../core/node.ts'

/** How much more than the mean a member may have to do before the next one in a BMC's order is taken. */
const UNEVEN = 1.25
/** So many nodes more do not matter: a small run goes where the last one went. */
const FEW = 64

/** Who has which BMC: its session is warm there. */
export class Owners {
  readonly #owners = new Map<string, string>()

  /**
   * Whom each node goes to: who has its BMC; else the first in the BMC's own order of members who has not too much to do
   * (consistent hashing with bounded loads), so that every process of a broker chooses alike.
   */
  choose(
    nodes: readonly NodeInfo[],
    members: readonly Presence[],
    give: (owner: string, node: NodeInfo) => void,
  ): void {
    const loads = new Map(members.map(({ name, nodes: inWork }) => [name, inWork]))
    const total = loads.values().reduce((sum, load) => sum + load, nodes.length)
    const most = Math.ceil((UNEVEN * total) / loads.size) + FEW
    for (const node of nodes) {
      const key = keyOf(node)
      const known = this.#owners.get(key)
      const owner = known !== undefined && loads.has(known) ? known : firstOf(key, loads, most)
      this.#owners.set(key, owner)
      loads.set(owner, (loads.get(owner) ?? 0) + 1)
      give(owner, node)
    }
  }

  have(owner: string, nodes: readonly NodeInfo[]): void {
    for (const node of nodes) this.#owners.set(keyOf(node), owner)
  }
}

function keyOf({ bmc, port }: NodeInfo): string {
  return `${bmc} ${port}`
}

/** The member whose name and this BMC make the highest hash, of those who have not too much to do. */
function firstOf(key: string, loads: ReadonlyMap<string, number>, most: number): string {
  let first = ''
  let highest = -1
  for (const [name, load] of loads) {
    const hash = hashOf(`${name} ${key}`)
    if (load >= most || hash <= highest) continue
    highest = hash
    first = name
  }
  return first
}

/** FNV-1a, and mixed once more: texts that differ in the last sign only are to be far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

import type { Presence } from '../../../bus/presence.ts'
import type { NodeInfo } from '../../../core/node.ts'

/** Who has which BMC: its session is warm there. */
export class Owners {
  readonly #owners = new Map<string, string>()

  /** Whom each node goes to: who has its BMC, or who has least to do of these. */
  choose(nodes: readonly NodeInfo[], members: readonly Presence[]): readonly (readonly [NodeInfo, string])[] {
    const loads = new Map(members.map(({ name, nodes: inWork }) => [name, inWork]))
    const chosen = new Map<string, string>()
    return nodes.map((node) => {
      const key = keyOf(node)
      const known = chosen.get(key) ?? this.#owners.get(key)
      const owner = known !== undefined && loads.has(known) ? known : leastOf(loads)
      chosen.set(key, owner)
      loads.set(owner, (loads.get(owner) ?? 0) + 1)
      return [node, owner] as const
    })
  }

  have(owner: string, nodes: readonly NodeInfo[]): void {
    for (const node of nodes) this.#owners.set(keyOf(node), owner)
  }
}

function keyOf({ bmc, port }: NodeInfo): string {
  return `${bmc} ${port}`
}

function leastOf(loads: ReadonlyMap<string, number>): string {
  let [least = ''] = loads.keys()
  for (const [name, load] of loads) if (load < (loads.get(least) ?? 0)) least = name
  return least
}

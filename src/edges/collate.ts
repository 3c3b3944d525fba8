import type { RunEvent } from '../core/event.ts'
import type { NodeName } from '../core/node.ts'
import type { Line } from './text.ts'

/** Folds names to a noderange; `nodes/noderange` has it. */
export type Fold = (names: readonly NodeName[]) => string

/** Identical answers folded, `n[001-510]: on`: lines are kept until the run is done, the most common answer first. */
export function collateEdge(
  plain: (event: RunEvent) => readonly Line[],
  fold: Fold,
): (event: RunEvent) => readonly Line[] {
  const byNode = new Map<NodeName, { readonly to: Line['to']; readonly texts: string[] }>()
  return (event) => {
    if (event.kind === 'done') return folded(byNode, fold)
    if (!('node' in event) || event.node === undefined) return plain(event)
    for (const { to, text } of plain(event)) {
      const said = byNode.get(event.node) ?? { to, texts: [] }
      byNode.set(event.node, said)
      said.texts.push(text.slice(event.node.length + 2))
    }
    return []
  }
}

function folded(
  byNode: ReadonlyMap<NodeName, { readonly to: Line['to']; readonly texts: readonly string[] }>,
  fold: Fold,
) {
  const byAnswer = new Map<
    string,
    { readonly to: Line['to']; readonly texts: readonly string[]; readonly nodes: NodeName[] }
  >()
  for (const [node, { to, texts }] of byNode) {
    const key = `${to}\n${texts.join('\n')}`
    const group = byAnswer.get(key) ?? { to, texts, nodes: [] }
    byAnswer.set(key, group)
    group.nodes.push(node)
  }
  const groups = [...byAnswer.values()].sort((a, b) => b.nodes.length - a.nodes.length)
  return groups.flatMap(({ to, texts, nodes }) => {
    const names = fold(nodes)
    return texts.map((text) => ({ to, text: `${names}: ${text}` }))
  })
}

import type { RunEvent } from '../core/event.ts'
import type { NodeName } from '../core/node.ts'
import type { Line } from './text.ts'

/** Folds names to a noderange; `nodes/noderange` has it. */
export type Fold = (names: readonly NodeName[]) => string

/** What one node said on one stream. */
interface Said {
  readonly node: NodeName
  readonly to: Line['to']
  readonly texts: string[]
}

/** Identical answers folded, `n[001-510]: on`: lines are kept until the run is done, the most common answer first. */
export function collateEdge(
  plain: (event: RunEvent) => readonly Line[],
  fold: Fold,
): (event: RunEvent) => readonly Line[] {
  const everything = new Map<string, Said>()
  return (event) => {
    if (event.kind === 'done') return [...folded(everything.values(), fold), ...plain(event)]
    const lines = plain(event)
    if (!('node' in event) || event.node === undefined) return lines
    for (const { to, text } of lines) {
      const key = `${to} ${event.node}`
      const said = everything.get(key) ?? { node: event.node, to, texts: [] }
      everything.set(key, said)
      said.texts.push(text.slice(event.node.length + 2))
    }
    return []
  }
}

function folded(everything: Iterable<Said>, fold: Fold): readonly Line[] {
  const byAnswer = Map.groupBy(everything, ({ to, texts }) => [to, ...texts].join('\n'))
  const groups = [...byAnswer.values()].sort((a, b) => b.length - a.length)
  return groups.flatMap((group) => {
    const names = fold(group.map(({ node }) => node))
    const [first] = group
    return (first?.texts ?? []).map((text) => ({ to: first?.to ?? 'stdout', text: `${names}: ${text}` }))
  })
}

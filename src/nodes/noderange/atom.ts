import { linearPattern } from '../linear-pattern.ts'
import { mistake } from '../mistake.ts'
import { EVERY_NODE } from '../node-name.ts'
import { isAlwaysSelectable, looksLikeSelection, matches, parseSelection } from '../selection.ts'
import type { Budget } from './budget.ts'
import type { NodeDirectory } from './directory.ts'
import { patternNames } from './name-pattern.ts'
import { BARE_NUMBER_PREFIX, rangePattern } from './range.ts'

/** What an atom came to: the nodes, and the names in it that are neither node nor group. */
export interface AtomNodes {
  readonly nodes: ReadonlySet<string>
  readonly unknown: readonly string[]
  /** Why the atom as a whole means nothing. */
  readonly reason?: string
}

/** The nodes that one atom stands for: a node, else a group, else whatever its form says. */
export function atomNodes(atom: string, directory: NodeDirectory, budget: Budget): AtomNodes {
  const named = namedNodes(atom, directory)
  if (named !== undefined) return { nodes: named, unknown: [] }
  if (atom.startsWith('/')) return { nodes: nodesLike(atom.slice(1), directory, budget), unknown: [] }
  if (looksLikeSelection(atom)) return { nodes: selectedNodes(atom, directory, budget), unknown: [] }
  if (/^\d+$/.test(atom)) return rangeNodes([atom], directory)
  const pattern = rangePattern(atom)
  if (pattern === undefined) return { nodes: new Set(), unknown: [atom] }
  if (typeof pattern === 'string') return { nodes: new Set(), unknown: [atom], reason: pattern }
  budget.takeNames(pattern.count, atom)
  return rangeNodes(patternNames(pattern), directory)
}

function namedNodes(name: string, directory: NodeDirectory): ReadonlySet<string> | undefined {
  if (name === EVERY_NODE) return new Set(directory.names())
  if (directory.hasNode(name)) return new Set([name])
  const members = directory.members(name)
  return members && new Set(members)
}

function rangeNodes(names: Iterable<string>, directory: NodeDirectory): AtomNodes {
  const nodes = new Set<string>()
  const unknown: string[] = []
  for (const name of names) {
    if (directory.hasNode(name)) {
      nodes.add(name)
      continue
    }
    const full = /^\d+$/.test(name) ? BARE_NUMBER_PREFIX + name : name
    const members = full !== name && directory.hasNode(full) ? [full] : directory.members(full)
    if (members === undefined) unknown.push(full)
    else for (const member of members) nodes.add(member)
  }
  return { nodes, unknown }
}

function nodesLike(source: string, directory: NodeDirectory, budget: Budget): ReadonlySet<string> {
  const pattern = linearPattern(source)
  const names = directory.names()
  budget.takeSteps(names.length * 10)
  return new Set(names.filter((name) => pattern.isWhole(name)))
}

function selectedNodes(atom: string, directory: NodeDirectory, budget: Budget): ReadonlySet<string> {
  const selection = parseSelection(atom)
  const valuesOf = directory.attribute(selection.attribute)
  if (valuesOf === undefined && !isAlwaysSelectable(selection.attribute))
    throw mistake(
      `No node has an attribute "${selection.attribute}", which ${atom} in the noderange selects by`,
    )
  const names = directory.names()
  budget.takeSteps(names.length * 10)
  return new Set(names.filter((name) => matches(selection, valuesOf?.(name) ?? [])))
}

import { factsOf } from '../../core/errors.ts'
import type { Secret } from '../../core/node.ts'
import type { Alteration } from '../alteration.ts'
import { type DefaultScope, defaultProblem, defaultScope } from '../default-scope.ts'
import { alterationFor, checkCounts, type Edit, edit } from '../edits.ts'
import { mistake } from '../mistake.ts'
import { nameProblem } from '../node-name.ts'
import { makeNames } from '../noderange/make-names.ts'
import { parseSelections } from '../selection.ts'
import type { Declaration } from './declaration.ts'
import { DeclarationDocument, type Entry, type Position } from './document.ts'

const MAX_SHOWN = 50
const MAX_LENGTH = 128 * 1024 * 1024

/** What a YAML or JSON file declares; a file with any mistake is refused whole, with the place of every mistake. */
export function readDeclaration(text: string, path: string): Declaration {
  if (text.length > MAX_LENGTH) throw mistake(`${path} is larger than ${MAX_LENGTH / 1024 / 1024} MiB`)
  const document = new DeclarationDocument(text)
  const declaration = { nodes: new Map(), groups: new Map(), defaults: new Map() } satisfies Declaration
  if (document.mistakes.length === 0) {
    for (const entry of document.entries(document.top, { line: 1, column: 1 }, 'The file')) {
      if (entry.key === 'nodes') readNodes(document, entry, declaration.nodes)
      else if (entry.key === 'groups') readGroups(document, entry, declaration.groups)
      else if (entry.key === 'defaults') readDefaults(document, entry, declaration.defaults)
      else document.add(entry.at, `"${entry.key}" is not one of nodes, groups, defaults`)
    }
  }
  refuse(document, path)
  return declaration
}

function readNodes(
  document: DeclarationDocument,
  { value, valueAt }: Entry,
  nodes: Map<string, Alteration>,
): void {
  for (const entry of document.entries(value, valueAt, 'nodes')) {
    const edits = readEdits(document, entry, entry.key)
    attempt(document, entry.at, entry.key, () => {
      const names = makeNames(entry.key)
      checkCounts(edits, names.length)
      names.forEach((name, index) => {
        const alteration = alterationFor(edits, name, index)
        const known = nodes.get(name)
        nodes.set(name, known ? joined(known, alteration, name) : alteration)
      })
    })
  }
}

function readEdits(document: DeclarationDocument, { value, valueAt }: Entry, owner: string): readonly Edit[] {
  const edits: Edit[] = []
  for (const { key, at, value: inner, valueAt: innerAt } of document.entries(value, valueAt, owner)) {
    const text = key === 'groups' ? document.list(inner, innerAt, key) : document.scalar(inner, innerAt, key)
    if (text === undefined) continue
    attempt(document, at, owner, () => {
      if (edits.some((other) => other.key === key)) throw mistake(`${key} is given twice`)
      const made = edit(key, text)
      if (made.value !== null && 'count' in made.value && made.value.count === 1)
        alterationFor([made], 'name', 0)
      edits.push(made)
    })
  }
  return edits
}

function readGroups(
  document: DeclarationDocument,
  { value, valueAt }: Entry,
  groups: Map<string, string>,
): void {
  for (const entry of document.entries(value, valueAt, 'groups')) {
    const text = document.list(entry.value, entry.valueAt, entry.key)
    attempt(document, entry.at, entry.key, () => {
      const problem = nameProblem(entry.key)
      if (problem !== undefined) throw mistake(problem)
      if (text === '' || (text !== undefined && parseSelections(text).length === 0))
        throw mistake('a group needs a selection, such as rack==r1')
      if (groups.has(entry.key)) throw mistake('the group is given twice')
      if (text !== undefined) groups.set(entry.key, text)
    })
  }
}

function readDefaults(
  document: DeclarationDocument,
  { value, valueAt }: Entry,
  defaults: Map<DefaultScope, Map<string, string | Secret | null>>,
): void {
  for (const entry of document.entries(value, valueAt, 'defaults')) {
    const edits = readEdits(document, entry, entry.key)
    attempt(document, entry.at, entry.key, () => {
      const found = defaultScope(entry.key)
      if ('problem' in found) throw mistake(found.problem)
      if (defaults.has(found.scope)) throw mistake('the scope is given twice')
      defaults.set(found.scope, new Map(defaultValues(found.scope, edits)))
    })
  }
}

/** The values of defaults, in which patterns make no sense. */
export function defaultValues(
  scope: DefaultScope,
  edits: readonly Edit[],
): ReadonlyMap<string, string | Secret | null> {
  for (const { key, value } of edits) {
    const problem = defaultProblem(scope, key)
    if (problem !== undefined) throw mistake(problem)
    if (value !== null && 'source' in value && key !== 'password' && /[{}]/.test(value.source))
      throw mistake(`${key}: a default is the same for every node, so that braces make no sense`)
  }
  return alterationFor(edits, '', 0).values
}

/** Two keys of a file may name the same node when they do not disagree. */
function joined(first: Alteration, second: Alteration, name: string): Alteration {
  const values = new Map(first.values)
  for (const [key, value] of second.values) {
    if (values.has(key) && values.get(key) !== value) throw mistake(`${key} of node ${name} is given twice`)
    values.set(key, value)
  }
  if (first.groups && second.groups) throw mistake(`groups of node ${name} are given twice`)
  return { ...first, ...second, values }
}

function attempt(document: DeclarationDocument, at: Position, owner: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const facts = factsOf(error)
    if (facts.kind !== 'usage') throw error
    document.add(at, `${owner}: ${facts.problem}`)
  }
}

function refuse({ mistakes }: DeclarationDocument, path: string): void {
  if (mistakes.length === 0) return
  const sorted = mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column)
  const lines = sorted
    .slice(0, MAX_SHOWN)
    .map(({ line, column, problem }) => `  line ${line}, column ${column}: ${problem}`)
  if (sorted.length > MAX_SHOWN) lines.push(`  and ${sorted.length - MAX_SHOWN} more`)
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`
  throw mistake(`${path} has ${count}; nothing was changed:\n${lines.join('\n')}`)
}

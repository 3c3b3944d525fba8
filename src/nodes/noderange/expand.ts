import type { NodeName } from '../../core/node.ts'
import { mistake } from '../mistake.ts'
import { inNaturalOrder } from '../natural-order.ts'
import { isNodeName } from '../node-name.ts'
import { type AtomNodes, atomNodes } from './atom.ts'
import { Budget } from './budget.ts'
import type { NodeDirectory } from './directory.ts'
import { Gathering } from './gathering.ts'
import { checkOrder } from './grammar.ts'
import { readNodeFile } from './node-file.ts'
import { type Token, tokenise } from './token.ts'
import { type Place, type UnknownName, unknownNames } from './unknown-names.ts'

/** Deepest nesting of files in files. */
const MAX_FILE_DEPTH = 32

interface Expansion {
  readonly directory: NodeDirectory
  readonly cwd: string
  readonly budget: Budget
  readonly unknown: UnknownName[]
  readonly known: Map<string, AtomNodes>
  /** What files came to, so that a file named often is read once. */
  readonly files: Map<string, ReadonlySet<string>>
}

interface Source {
  readonly line?: number
  readonly file?: string
  /** The files that led here, outermost first. */
  readonly files: readonly string[]
}

/** The nodes of a noderange, in natural order, each once. Any name that is neither node nor group makes it a mistake. */
export function expandNoderange(noderange: string, directory: NodeDirectory, cwd = '/'): readonly NodeName[] {
  const budget = new Budget()
  const expansion: Expansion = { directory, cwd, budget, unknown: [], known: new Map(), files: new Map() }
  const gathering = new Gathering(budget)
  const tokens = tokenise(noderange)
  if (tokens.every(({ kind }) => kind === ',')) throw mistake('The noderange is empty')
  gatherTokens(tokens, gathering, { files: [] }, expansion)
  if (expansion.unknown.length > 0) throw unknownNames(expansion.unknown)
  return ordered(gathering.result(), directory)
}

function ordered(nodes: ReadonlySet<string>, directory: NodeDirectory): readonly NodeName[] {
  const all = nodes.size > 1000 ? directory.names() : []
  const names =
    all.length < nodes.size * 8 && all.length > 0
      ? all.filter((name) => nodes.has(name))
      : inNaturalOrder(nodes)
  return names.filter(isNodeName)
}

function gatherTokens(
  tokens: readonly Token[],
  gathering: Gathering,
  source: Source,
  expansion: Expansion,
): void {
  checkOrder(tokens)
  for (const token of tokens) {
    if (token.kind === 'atom') gathering.add(nodesOf(token, source, expansion))
    else gathering.sign(token.kind)
  }
  gathering.sign(',')
}

function nodesOf(token: Token, source: Source, expansion: Expansion): ReadonlySet<string> {
  if (token.text.startsWith('^')) return fileNodes(token.text.slice(1), source, expansion)
  const { directory, budget, known, unknown } = expansion
  const found = known.get(token.text) ?? atomNodes(token.text, directory, budget)
  known.set(token.text, found)
  const { line, file } = source
  const place: Place =
    file === undefined ? { column: token.column } : { column: token.column, line: line ?? 0, file }
  for (const text of found.unknown)
    unknown.push(found.reason === undefined ? { text, place } : { text, place, reason: found.reason })
  return found.nodes
}

/** A file is a noderange of its own: an exclusion in it takes nodes out of what the file names, whatever the order of lines. */
function fileNodes(written: string, source: Source, expansion: Expansion): ReadonlySet<string> {
  const known = expansion.files.get(written)
  if (known !== undefined) return known
  const { path, lines } = readNodeFile(written, expansion.cwd)
  if (source.files.includes(path)) throw mistake(`The file ${path} of the noderange leads back to itself`)
  if (source.files.length >= MAX_FILE_DEPTH)
    throw mistake(`Files of the noderange nest deeper than ${MAX_FILE_DEPTH}, at ${path}`)
  const gathering = new Gathering(expansion.budget)
  lines.forEach((text, index) => {
    const tokens = tokenise(text)
    const inside = { line: index + 1, file: path, files: [...source.files, path] }
    if (tokens.length > 0) gatherTokens(tokens, gathering, inside, expansion)
  })
  const nodes = gathering.result()
  expansion.files.set(written, nodes)
  return nodes
}

import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** Where something stands in a file, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A mistake in a file. */
export interface FileMistake extends Position {
  readonly problem: string
}

/** One `key: value` of a file. */
export interface Entry {
  readonly key: string
  readonly at: Position
  readonly value: Node | null
  readonly valueAt: Position
}

/** A YAML or JSON file read without giving its values any type: every scalar is the text that was written. */
export class DeclarationDocument {
  readonly mistakes: FileMistake[] = []
  readonly #document: Document
  readonly #lines = new LineCounter()

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, schema: 'failsafe', uniqueKeys: false })
    for (const { message, pos } of this.#document.errors)
      this.mistakes.push({
        ...this.#position(pos[0]),
        problem: message.split('\n')[0]?.replace(/ at line \d.*$/, '') ?? '',
      })
  }

  /** The outermost value. */
  get top(): Node | null {
    return this.#document.contents
  }

  /** The pairs of a map; anything else is a mistake, and has none. */
  entries(value: Node | null, at: Position, what: string): readonly Entry[] {
    const node = this.#resolved(value)
    if (node === null || (isScalar(node) && isNothing(node.value, node.type))) return []
    if (!isMap(node)) {
      this.add(at, `${what} must be a map of names to values`)
      return []
    }
    return node.items.flatMap((pair) => {
      const keyNode = pair.key as Node | null
      const position = this.#position(keyNode?.range?.[0] ?? 0)
      const key = this.scalar(keyNode, position, 'a key')
      if (key === undefined) return []
      const inner = pair.value as Node | null
      return [
        {
          key,
          at: position,
          value: inner,
          valueAt: inner?.range ? this.#position(inner.range[0]) : position,
        },
      ]
    })
  }

  /** The text of a scalar, empty for null; anything else is a mistake. */
  scalar(value: Node | null, at: Position, what: string): string | undefined {
    const node = this.#resolved(value)
    if (node === null) return ''
    if (isScalar(node)) return isNothing(node.value, node.type) ? '' : String(node.value)
    this.add(at, `${what} must be a text or a number`)
    return undefined
  }

  /** The texts of a list, or of a scalar with commas. */
  list(value: Node | null, at: Position, what: string): string | undefined {
    const node = this.#resolved(value)
    if (!isSeq(node)) return this.scalar(node, at, what)
    return node.items.map((item) => this.scalar(item as Node, at, what) ?? '').join(',')
  }

  add(at: Position, problem: string): void {
    this.mistakes.push({ ...at, problem })
  }

  #resolved(value: Node | null): Node | null {
    if (!isAlias(value)) return value
    const meant = value.resolve(this.#document)
    if (meant === undefined)
      this.add(this.#position(value.range?.[0] ?? 0), `nothing is called &${value.source}`)
    return meant ?? null
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset)
    return { line, column: col }
  }
}

function isNothing(value: unknown, type: string | undefined): boolean {
  return value === null || (type === 'PLAIN' && (value === 'null' || value === '~' || value === ''))
}

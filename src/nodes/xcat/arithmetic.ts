/** What an expression in parentheses comes to, and how long it was. */
export interface Worked {
  readonly text: string
  readonly length: number
}

const MAX_DEPTH = 20
const TOKEN = /\s*([-+*/%()]|\d+)/y

/** Works out whole numbers at the beginning of a text, such as `(($1-1)/20+1)` with `$1` filled in; undefined when it is none. */
export function arithmetic(text: string): Worked | undefined {
  const lone = /^\((\d+)\)/.exec(text)
  if (lone?.[1] !== undefined) return { text: lone[1], length: lone[0].length }
  const reader = new Reader(text)
  if (reader.take() !== '(') return undefined
  const value = sum(reader, 0)
  return value === undefined || !Number.isSafeInteger(value) || reader.take() !== ')'
    ? undefined
    : { text: String(value), length: reader.at }
}

class Reader {
  at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  peek(): string | undefined {
    TOKEN.lastIndex = this.at
    return TOKEN.exec(this.#text)?.[1]
  }

  take(): string | undefined {
    const token = this.peek()
    if (token !== undefined) this.at = TOKEN.lastIndex
    return token
  }
}

function sum(reader: Reader, depth: number): number | undefined {
  let value = product(reader, depth)
  for (
    let sign = reader.peek();
    value !== undefined && (sign === '+' || sign === '-');
    sign = reader.peek()
  ) {
    reader.take()
    const right = product(reader, depth)
    value = right === undefined ? undefined : sign === '+' ? value + right : value - right
  }
  return value
}

function product(reader: Reader, depth: number): number | undefined {
  let value = factor(reader, depth)
  for (let sign = reader.peek(); value !== undefined && /^[*/%]$/.test(sign ?? ''); sign = reader.peek()) {
    reader.take()
    const right = factor(reader, depth)
    if (right === undefined || (right === 0 && sign !== '*')) return undefined
    value = sign === '*' ? value * right : sign === '/' ? Math.trunc(value / right) : value % right
  }
  return value
}

function factor(reader: Reader, depth: number): number | undefined {
  const token = reader.take()
  if (token === undefined || depth > MAX_DEPTH) return undefined
  if (/^\d+$/.test(token)) return Number(token)
  if (token !== '(') return undefined
  const value = sum(reader, depth + 1)
  return reader.take() === ')' ? value : undefined
}

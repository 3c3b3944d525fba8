import type { Budget } from './budget.ts'

type Nodes = ReadonlySet<string>
const NONE: Nodes = new Set()

/** What stands between one pair of parentheses, or in the whole noderange. */
interface Level {
  included: Nodes
  excluded: Nodes
  /** The element being read, such as `a@b`. */
  element: Nodes | undefined
  elementIsExcluded: boolean
  nextIsTakenAway: boolean
}

/** Puts a noderange together from left to right: unions, intersections, and exclusions that wait for the end of their level. */
export class Gathering {
  readonly #budget: Budget
  readonly #outer: Level[] = []
  /** The sets that were made here, and may therefore grow. */
  readonly #own = new WeakSet<Nodes>()
  #level = emptyLevel()

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** Takes one sign of the noderange. */
  sign(kind: '(' | ')' | ',' | '@' | '-'): void {
    if (kind === '(') {
      this.#outer.push(this.#level)
      this.#level = emptyLevel()
    } else if (kind === ')') {
      const nodes = this.#finished()
      this.#level = this.#outer.pop() ?? emptyLevel()
      this.add(nodes)
    } else if (kind === ',') {
      this.#endElement()
    } else if (kind === '-') {
      if (this.#level.element === undefined) this.#level.elementIsExcluded = true
      else this.#level.nextIsTakenAway = true
    }
  }

  /** Takes the nodes of one atom. */
  add(nodes: Nodes): void {
    const level = this.#level
    if (level.element === undefined) level.element = nodes
    else level.element = this.#overlap(level.element, nodes, level.nextIsTakenAway)
    level.nextIsTakenAway = false
  }

  /** All that was gathered. */
  result(): Nodes {
    return this.#finished()
  }

  #finished(): Nodes {
    this.#endElement()
    const { included, excluded } = this.#level
    return excluded.size === 0 ? included : this.#overlap(included, excluded, true)
  }

  #endElement(): void {
    const level = this.#level
    const { element } = level
    if (element !== undefined && level.elementIsExcluded)
      level.excluded = this.#union(level.excluded, element)
    else if (element !== undefined) level.included = this.#union(level.included, element)
    level.element = undefined
    level.elementIsExcluded = false
  }

  #union(into: Nodes, nodes: Nodes): Nodes {
    if (into.size === 0) return nodes
    this.#budget.takeSteps(nodes.size)
    if (this.#own.has(into)) {
      for (const node of nodes) (into as Set<string>).add(node)
      return into
    }
    this.#budget.takeSteps(into.size)
    const joined = new Set(into)
    for (const node of nodes) joined.add(node)
    this.#own.add(joined)
    return joined
  }

  #overlap(nodes: Nodes, other: Nodes, takeAway: boolean): Nodes {
    this.#budget.takeSteps(nodes.size)
    const kept = new Set<string>()
    for (const node of nodes) if (other.has(node) !== takeAway) kept.add(node)
    return kept
  }
}

function emptyLevel(): Level {
  return {
    included: NONE,
    excluded: NONE,
    element: undefined,
    elementIsExcluded: false,
    nextIsTakenAway: false,
  }
}

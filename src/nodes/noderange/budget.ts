import { mistake } from '../mistake.ts'

/** Most names that the ranges of one noderange may stand for together. */
export const MAX_NAMES = 1_000_000

const MAX_STEPS = 50_000_000

/** Keeps one noderange from taking memory or time out of all proportion. */
export class Budget {
  #names = 0
  #steps = 0

  /** Accounts for the names of a range before they are made. */
  takeNames(count: number, atom: string): void {
    this.#names += count
    if (this.#names <= MAX_NAMES) return
    const shown = atom.length > 60 ? `${atom.slice(0, 60)}…` : atom
    throw mistake(`The noderange stands for more than ${MAX_NAMES} names, at ${shown}`)
  }

  /** Accounts for nodes looked at. */
  takeSteps(count: number): void {
    this.#steps += count
    if (this.#steps > MAX_STEPS)
      throw mistake('The noderange looks at the same nodes over and over; simplify it')
  }
}

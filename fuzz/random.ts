/** Numbers that look random and come out the same for the same seed (mulberry32). */
export class Random {
  #state: number

  /** @param parts what the numbers follow from: a seed, the number of a case, … */
  constructor(...parts: readonly number[]) {
    this.#state = parts.reduce((state, part) => mixed(state ^ mixed(part + 0x9e3779b9)), 0x2545f491)
  }

  /** From 0 to 1, 1 left out. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to `end`, `end` left out. */
  below(end: number): number {
    return Math.floor(this.fraction() * end)
  }

  /** True in that share of all cases. */
  chance(share: number): boolean {
    return this.fraction() < share
  }

  /** One of them. @throws RangeError where there is none */
  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T {
    const at = this.below(from.length)
    if (at >= from.length) throw new RangeError('nothing to pick from')
    return from[at] as T
  }

  /** About that share of them, in their order. */
  some<T>(from: readonly T[], share: number): T[] {
    return from.filter(() => this.chance(share))
  }

  /** So many bytes. */
  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)))
  }
}

/** The last step of MurmurHash3. */
function mixed(number: number): number {
  let bits = number ^ (number >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

import type { Random } from './random.ts'

/** What is put where something else is expected: numbers at their limits, and bytes that mean something to parsers. */
const WORDS = [
  ...['', '0', '-1', '1e999', '9'.repeat(400), '-0', 'NaN', 'null', 'true', '[]', '{}', '""', '"'],
  ...['\\', '\\u0000', '\\ud800', '\r\n', '\n', '\0', '%', '..', '//', 'https://[', '\u{1f600}', '\xff', ' '],
] as const

type Change = (bytes: Buffer, random: Random) => Buffer

const CHANGES: readonly Change[] = [
  function flipBit(bytes, random) {
    const copy = Buffer.from(bytes)
    const at = random.below(copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
    return copy
  },
  (bytes, random) => spliced(bytes, random, random.bytes(1 + random.below(4))),
  (bytes, random) => spliced(bytes, random, Buffer.from(random.pick(WORDS))),
  function removed(bytes, random) {
    const from = random.below(bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(20))])
  },
  function doubled(bytes, random) {
    const from = random.below(bytes.length)
    const to = from + 1 + random.below(40)
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
]

/** A few bytes changed, put in, taken out, doubled, or the end cut off. */
export function mutatedBytes(bytes: Buffer, random: Random): Buffer {
  let changed = bytes
  for (let times = 1 + random.below(3); times > 0 && changed.length > 0; times--)
    changed = random.pick(CHANGES)(changed, random)
  return changed
}

/** Cut into pieces at random places: a stream does not say where. */
export function inPieces(bytes: Buffer, random: Random): readonly Buffer[] {
  const cuts = Array.from({ length: random.below(5) }, () => random.below(bytes.length + 1)).sort(
    (a, b) => a - b,
  )
  return [...cuts, bytes.length].map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end))
}

function spliced(bytes: Buffer, random: Random, insert: Buffer): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + random.below(3))])
}

/** Size of a tar's blocks, in bytes: headers are one, contents fill whole ones. */
export const TAR_BLOCK = 512

/** One entry's header in a tar. */
export interface TarHeader {
  /** As it is stored, `./` in front and all. */
  readonly name: string
  /** Bytes of content, without the filling to a whole block. */
  readonly size: number
  readonly isFile: boolean
}

/**
 * Reads the header at the start of a block (POSIX ustar; GNU tar's sizes in base 256 too): `end` for the empty block that ends
 * a tar, undefined for what is no header at all.
 */
export function tarHeader(block: Buffer): TarHeader | 'end' | undefined {
  if (block.length < TAR_BLOCK) return undefined
  if (block.subarray(0, TAR_BLOCK).every((byte) => byte === 0)) return 'end'
  const size = sizeOf(block.subarray(124, 136))
  if (size === undefined || checksumOf(block) !== octal(block.subarray(148, 156))) return undefined
  const type = block[156]
  const isUstar = block.toString('latin1', 257, 262) === 'ustar'
  const prefix = isUstar && block[262] === 0 ? text(block.subarray(345, 500)) : ''
  const name = text(block.subarray(0, 100))
  return { name: prefix ? `${prefix}/${name}` : name, size, isFile: type === 0 || type === 0x30 }
}

/** How many bytes a content takes up, filling included. */
export function paddedSize(size: number): number {
  return Math.ceil(size / TAR_BLOCK) * TAR_BLOCK
}

/** The sum of all bytes of the header, its own field counted as blanks. */
function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20
  for (let at = 0; at < TAR_BLOCK; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0
  return sum
}

function sizeOf(field: Buffer): number | undefined {
  if (field[0] !== 0x80) return octal(field)
  const size = Number(field.readBigUInt64BE(4))
  return Number.isSafeInteger(size) ? size : undefined
}

function octal(field: Buffer): number | undefined {
  const digits = text(field).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined
}

function text(field: Buffer): string {
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}

/** Addresses that end in .0 or .255 are skipped: some programs take them for a network or a broadcast. */
const PER_BLOCK = 254
const LAST_ORDINAL = 256 * 256 * PER_BLOCK - 1

/** The range that simulators choose from by themselves: 127.64.0.1 to 127.127.255.254. */
export const FIRST_ADDRESS = '127.64.0.1'
const LAST_AUTOMATIC = '127.127.255.254'

/** The place of a loopback address in their order; undefined where it is none that a BMC may have. */
export function addressOrdinal(address: string): number | undefined {
  const parts = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number)
  const [second = 256, third = 256, fourth = 0] = parts ?? []
  if (second > 255 || third > 255 || fourth < 1 || fourth > PER_BLOCK) return undefined
  return (second * 256 + third) * PER_BLOCK + fourth - 1
}

/** The loopback address at this place; undefined past the last. */
export function addressAt(ordinal: number): string | undefined {
  if (ordinal < 0 || ordinal > LAST_ORDINAL) return undefined
  const block = Math.floor(ordinal / PER_BLOCK)
  return `127.${Math.floor(block / 256)}.${block % 256}.${(ordinal % PER_BLOCK) + 1}`
}

/** A random first address with room for `count` BMCs after it, so that simulators in several processes rarely meet. */
export function randomFirstAddress(count: number): string {
  const first = addressOrdinal(FIRST_ADDRESS) ?? 0
  const last = addressOrdinal(LAST_AUTOMATIC) ?? 0
  const blocks = Math.max(1, Math.floor((last - first - count) / PER_BLOCK))
  return addressAt(first + Math.floor(Math.random() * blocks) * PER_BLOCK) ?? FIRST_ADDRESS
}

import { HwctlError } from '../../core/errors.ts'
import { type FaultSpec, isFaultSpec, parsedFault } from './fault-spec.ts'

/** Which part of a fleet has which fault: 0.1 for every tenth BMC. */
export type FaultShares = Readonly<Partial<Record<FaultSpec, number>>>

/** Shares are sums of decimal fractions: 0.1 ten times is not quite 1. */
const ROUNDING = 1e-9

/** Reads `KIND=SHARE`, with a share from 0 to 1 or in per cent. @throws HwctlError `usage` where it is none */
export function parsedShare(text: string): readonly [FaultSpec, number] {
  const [, spec = '', digits = '', percent] = /^([^=]+)=(\d*\.?\d+)(%?)$/.exec(text) ?? []
  if (spec === '') throw usage(`"${text}" is not KIND=SHARE, as in slow=0.05 or 503=10%`)
  if (!isFaultSpec(spec)) parsedFault(spec)
  return [spec as FaultSpec, percent === '%' ? Number(digits) / 100 : Number(digits)]
}

/** Refuses shares that no fleet can have. @throws HwctlError `usage` */
export function checkShares(shares: FaultShares): void {
  let sum = 0
  for (const [spec, share] of sharesInOrder(shares)) {
    parsedFault(spec)
    if (!(share >= 0 && share <= 1)) throw usage(`${spec}: ${share} is not a share from 0 to 1`)
    sum += share
  }
  if (sum > 1 + ROUNDING) throw usage(`the shares of all faults make ${sum}, and each BMC has at most one`)
}

/** The fault of the BMC with this number: it follows from shares, seed and number alone, however a fleet is split. */
export function drawnFault(shares: FaultShares, seed: number, number: number): FaultSpec | undefined {
  const drawn = fraction(seed, number)
  let upTo = 0
  for (const [spec, share] of sharesInOrder(shares)) {
    upTo += share
    if (drawn < upTo) return spec
  }
  return undefined
}

/** By name, so that the order in which faults were asked for does not matter. */
function sharesInOrder(shares: FaultShares): readonly (readonly [FaultSpec, number])[] {
  return (Object.entries(shares) as [FaultSpec, number][]).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A number from 0 to 1 that looks random and always comes out the same. */
function fraction(seed: number, number: number): number {
  return mixed(mixed(seed) + Math.imul(number, 0x9e3779b9)) / 2 ** 32
}

/** The last step of MurmurHash3: every bit of the number changes about half of the bits that come out. */
function mixed(number: number): number {
  let bits = number ^ (number >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

function usage(problem: string): HwctlError {
  return new HwctlError({ kind: 'usage', problem })
}

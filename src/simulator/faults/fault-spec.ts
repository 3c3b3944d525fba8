import { HwctlError } from '../../core/errors.ts'
import type { Fault } from './fault.ts'
import { FAULT_KINDS, FAULTS, type FaultKind } from './fault-kinds.ts'

/** A fault as it is asked for: its name, and a number where it takes one, as in `slow:5000`. */
export type FaultSpec = FaultKind | `${FaultKind}:${number}`

/** A fault with its number apart. */
export interface ParsedFault {
  readonly kind: FaultKind
  readonly number?: number
}

const LARGEST_NUMBER = 86_400_000

/** True for a fault that there is, with a number only where it takes one. */
export function isFaultSpec(text: unknown): text is FaultSpec {
  if (typeof text !== 'string') return false
  const [kind = '', number, ...more] = text.split(':')
  if (!Object.hasOwn(FAULTS, kind) || more.length > 0) return false
  if (number === undefined) return true
  const { number: taken }: Fault = FAULTS[kind as FaultKind]
  return taken !== undefined && /^[1-9]\d*$/.test(number) && Number(number) <= LARGEST_NUMBER
}

/** Name and number of a fault. @throws HwctlError `usage` where there is no such fault */
export function parsedFault(spec: string): ParsedFault {
  if (!isFaultSpec(spec))
    throw new HwctlError({ kind: 'usage', problem: `"${spec}" is no fault`, allowed: FAULT_KINDS })
  const [kind, number] = spec.split(':')
  return { kind: kind as FaultKind, ...(number !== undefined && { number: Number(number) }) }
}

import { ANSWER_FAULTS } from './answer-faults.ts'
import { BODY_FAULTS } from './body-faults.ts'
import { CERTIFICATE_FAULTS } from './certificate-faults.ts'
import type { Fault } from './fault.ts'
import { FIRMWARE_FAULTS } from './firmware-faults.ts'
import { NETWORK_FAULTS } from './network-faults.ts'
import { POWER_FAULTS } from './power-faults.ts'
import { SESSION_FAULTS } from './session-faults.ts'
import { WIRE_FAULTS } from './wire-faults.ts'

const GROUPS = [
  NETWORK_FAULTS,
  CERTIFICATE_FAULTS,
  WIRE_FAULTS,
  ANSWER_FAULTS,
  BODY_FAULTS,
  SESSION_FAULTS,
  POWER_FAULTS,
  FIRMWARE_FAULTS,
]

/** Every fault by its name. */
export const FAULTS = {
  ...NETWORK_FAULTS,
  ...CERTIFICATE_FAULTS,
  ...WIRE_FAULTS,
  ...ANSWER_FAULTS,
  ...BODY_FAULTS,
  ...SESSION_FAULTS,
  ...POWER_FAULTS,
  ...FIRMWARE_FAULTS,
} as const satisfies Readonly<Record<string, Fault>>

/** The name of a fault. */
export type FaultKind = keyof typeof FAULTS

/** The names of all faults, from the wire upwards. */
export const FAULT_KINDS = GROUPS.flatMap((group) => Object.keys(group)) as readonly FaultKind[]

/** Every fault with its number and what it does, one a line. */
export function faultList(): string {
  const rows = FAULT_KINDS.map((kind) => {
    const { says, number }: Fault = FAULTS[kind]
    return [
      number ? `${kind}[:N]` : kind,
      number ? `${says} N: ${number.means}, ${number.default} by default.` : says,
    ] as const
  })
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, says]) => `${name.padEnd(width)}  ${says}\n`).join('')
}

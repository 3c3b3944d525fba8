import type { Fault } from './fault.ts'

/** What is wrong with power, though every answer is right. */
export const POWER_FAULTS = {
  'power-never': {
    says: 'A change of power is accepted and begins, and never arrives.',
    power: 'never',
    end: ({ machine }) => machine.arrive(),
  },
  'power-lies': {
    says: 'A change of power is answered as done, and nothing happens.',
    power: 'lies',
  },
} as const satisfies Readonly<Record<string, Fault>>

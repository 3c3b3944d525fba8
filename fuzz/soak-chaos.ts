import type { BmcChange } from '../src/simulator/bmc-change.ts'
import { FAULT_KINDS } from '../src/simulator/faults/fault-kinds.ts'
import type { FaultSpec } from '../src/simulator/faults/fault-spec.ts'
import type { Random } from './random.ts'

/** Faults that would stay with a node after their cure, its certificate being remembered. */
const NOT_HERE = new Set<string>(['certificate-changed'])
const SIZED: Readonly<Record<string, FaultSpec>> = { slow: 'slow:300', dribble: 'dribble:1' }
const FAULTS: readonly FaultSpec[] = FAULT_KINDS.filter((kind) => !NOT_HERE.has(kind)).map(
  (kind) => SIZED[kind] ?? kind,
)

/** Something that happens to a BMC. */
export function mishap(random: Random): BmcChange {
  const drawn = random.fraction()
  if (drawn < 0.4) return { fault: random.pick(FAULTS) }
  if (drawn < 0.75) return { fault: null }
  if (drawn < 0.83) return { reboot: true }
  if (drawn < 0.9) return { dropConnections: true }
  if (drawn < 0.95) return { dropSessions: true }
  return { latencyMs: random.pick([0, 0, 50, 200]) }
}

/** What an operator may type, without the noderange. */
export function randomWords(random: Random): readonly [string, ...string[]] {
  return random.pick([
    ...[
      ['rpower', 'stat'],
      ['rpower', 'stat'],
      ['rpower', 'on'],
      ['rpower', 'off'],
      ['rpower', 'reset'],
    ],
    ...[
      ['rpower', 'boot'],
      ['rsetboot', 'net'],
      ['rsetboot', 'stat'],
    ],
  ] as [string, ...string[]][])
}

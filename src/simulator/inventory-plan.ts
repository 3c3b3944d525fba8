/** Kinds of parts that a simulated machine is made of. */
export type PartKind =
  | 'system'
  | 'chassis'
  | 'board'
  | 'bmc'
  | 'port'
  | 'cpu'
  | 'core'
  | 'dimm'
  | 'psu'
  | 'fan'
  | 'pcie'
  | 'drive'

/** One part of a machine: where it is, and which of its kind, from 0. */
export interface PlannedPart {
  readonly kind: PartKind
  readonly path: string
  readonly ordinal: number
}

const SYSTEM = '/xyz/openbmc_project/inventory/system'
const CHASSIS = `${SYSTEM}/chassis`
const BOARD = `${CHASSIS}/motherboard`

/** What every machine has, the most telling first. */
const ALWAYS: readonly PlannedPart[] = [
  { kind: 'system', path: SYSTEM, ordinal: 0 },
  { kind: 'chassis', path: CHASSIS, ordinal: 0 },
  { kind: 'board', path: BOARD, ordinal: 0 },
  { kind: 'bmc', path: `${BOARD}/bmc`, ordinal: 0 },
  ...several('cpu', 2, (n) => `${BOARD}/cpu${n}`),
  ...several('core', 4, corePath),
  ...several('dimm', 4, (n) => `${BOARD}/dimm${n}`),
  ...several('psu', 2, (n) => `${CHASSIS}/powersupply${n}`),
  ...several('fan', 4, (n) => `${CHASSIS}/fan${n}`),
  ...several('port', 2, (n) => `${BOARD}/ethernet${n}`),
  ...several('pcie', 2, (n) => `${BOARD}/pcie_card${n}`),
  ...several('drive', 2, (n) => `${CHASSIS}/drive${n}`),
]

/** The parts of a machine that has so many; what goes beyond the usual ones are memory modules, cores and drives in turn. */
export function inventoryPlan(count: number): readonly PlannedPart[] {
  const more = Array.from({ length: Math.max(0, count - ALWAYS.length) }, (_, at) => further(at))
  return [...ALWAYS.slice(0, count), ...more]
}

function further(at: number): PlannedPart {
  const turn = Math.floor(at / 3)
  if (at % 3 === 0) return { kind: 'dimm', path: `${BOARD}/dimm${turn + 4}`, ordinal: turn + 4 }
  if (at % 3 === 1) return { kind: 'core', path: corePath(turn + 4), ordinal: turn + 4 }
  return { kind: 'drive', path: `${CHASSIS}/drive${turn + 2}`, ordinal: turn + 2 }
}

/** Cores belong to the two processors in turn. */
function corePath(ordinal: number): string {
  return `${BOARD}/cpu${ordinal % 2}/core${Math.floor(ordinal / 2)}`
}

function several(kind: PartKind, count: number, pathOf: (ordinal: number) => string): PlannedPart[] {
  return Array.from({ length: count }, (_, ordinal) => ({ kind, path: pathOf(ordinal), ordinal }))
}

/** What one simulated sensor is, the same for every BMC that has as many of them. */
export interface PlannedSensor {
  readonly name: string
  /** As OpenBMC names them: `temperature`, `fan_tach`. */
  readonly folder: string
  /** As OpenBMC names it: `DegreesC`. */
  readonly unit: string
  /** Around which it moves, and how far. */
  readonly middle: number
  readonly swing: number
  readonly limits?: {
    readonly warningLow?: number
    readonly warningHigh?: number
    readonly criticalLow?: number
    readonly criticalHigh?: number
  }
  /** It has no reading until it is given one. */
  readonly isSilent?: boolean
}

type Series = Omit<PlannedSensor, 'name'> & { name(at: number): string }

const CORE_LIMITS = { warningHigh: 90, criticalHigh: 95 }
const DIMM_LIMITS = { warningHigh: 84, criticalHigh: 90 }

/** What a machine has first; the rest of its sensors are these over and over, numbered on. */
const SERIES: readonly Series[] = [
  series('temperature', 'DegreesC', (at) => `p${at % 2}_core${at >> 1}_temp`, [45, 8], CORE_LIMITS),
  series('temperature', 'DegreesC', (at) => `dimm${at}_temp`, [38, 4], DIMM_LIMITS),
  series('fan_tach', 'RPMS', (at) => `fan${at >> 1}_${at % 2}`, [7700, 400], { criticalLow: 2000 }),
  series('voltage', 'Volts', (at) => `p${at}_vdd_voltage`, [0.981, 0.012]),
  series('current', 'Amperes', (at) => `ps${at}_output_current`, [17.1, 1.5]),
  series('power', 'Watts', (at) => `ps${at}_input_power`, [212, 20]),
  series('utilization', 'Percent', (at) => `p${at}_utilization`, [35, 30]),
]

const SINGLE: readonly PlannedSensor[] = [
  {
    name: 'ambient',
    folder: 'temperature',
    unit: 'DegreesC',
    middle: 23.5,
    swing: 1.5,
    limits: { warningHigh: 35, criticalHigh: 40 },
  },
  { name: 'altitude', folder: 'altitude', unit: 'Meters', middle: 182, swing: 0 },
  { name: 'total_power', folder: 'power', unit: 'Watts', middle: 421, swing: 35 },
  { name: 'total_energy', folder: 'energy', unit: 'Joules', middle: 12345678, swing: 1000 },
  { name: 'relative_humidity', folder: 'humidity', unit: 'PercentRH', middle: 41, swing: 3 },
  { name: 'gpu0_temp', folder: 'temperature', unit: 'DegreesC', middle: 40, swing: 0, isSilent: true },
]

function series(
  folder: string,
  unit: string,
  name: (at: number) => string,
  [middle, swing]: readonly [number, number],
  limits?: PlannedSensor['limits'],
): Series {
  return { folder, unit, name, middle, swing, ...(limits && { limits }) }
}

const PLANS = new Map<number, readonly PlannedSensor[]>()

/** So many sensors: the single ones first, then all series in turns. */
export function sensorPlan(count: number): readonly PlannedSensor[] {
  const planned = PLANS.get(count) ?? plan(count)
  PLANS.set(count, planned)
  return planned
}

function plan(count: number): readonly PlannedSensor[] {
  const more = Array.from({ length: Math.max(count - SINGLE.length, 0) }, (_, at) => {
    const { name, ...what } = SERIES[at % SERIES.length] as Series
    return { ...what, name: name(Math.floor(at / SERIES.length)) }
  })
  return [...SINGLE, ...more].slice(0, count)
}

import { type PlannedSensor, sensorPlan } from './sensor-plan.ts'

/** Readings come around again after so many steps. */
const STEPS = 16

/** The sensors of one machine: readings that move a little with each look, unless they are set. */
export class SensorBank {
  readonly count: number
  readonly #seed: number
  readonly #set = new Map<string, number | null>()
  #looks = 0

  /** @param seed So that machines do not all read the same. */
  constructor(count: number, seed: number) {
    this.count = count
    this.#seed = seed
  }

  /** Another look at all of them. */
  look(): void {
    this.#looks = (this.#looks + 1) % STEPS
  }

  has(name: string): boolean {
    return sensorPlan(this.count).some((planned) => planned.name === name)
  }

  /** Has a sensor read this from now on; null for no reading. */
  set(name: string, value: number | null): void {
    this.#set.set(name, value)
  }

  /** What a sensor reads; null where it has no reading. */
  read({ name, middle, swing, isSilent }: PlannedSensor, at: number): number | null {
    const set = this.#set.get(name)
    if (set !== undefined) return set
    if (isSilent) return null
    const step = (this.#looks + this.#seed * 5 + at * 3) % STEPS
    return Math.round((middle + swing * Math.sin((2 * Math.PI * step) / STEPS)) * 1000) / 1000
  }
}

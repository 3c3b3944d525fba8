import { type Measured, median, type Phase } from './measured.ts'

/** Everybody who is measured. */
export const CONTESTANTS = ['loop', 'engine', 'threads', 'rpower', 'agent', 'curl'] as const
export type Name = (typeof CONTESTANTS)[number]

/** What can be asked of a run's figures. */
export type Figure = 'wallMs' | 'cpuMs' | 'clientCpuMs' | 'firstMs' | 'requests' | 'simulatorCpuMs'

/** All runs over one fleet. */
export class Samples {
  readonly #runs = new Map<string, Measured[]>()

  add(who: Name, phase: Phase, measured: Measured): void {
    const key = `${who} ${phase}`
    this.#runs.set(key, [...(this.#runs.get(key) ?? []), measured])
  }

  /** The median of all repetitions; NaN where nobody ran. */
  of(who: Name, phase: Phase, figure: Figure): number {
    const runs = this.#runs.get(`${who} ${phase}`) ?? []
    return median(runs.flatMap((run) => run[figure] ?? []))
  }

  /** Nodes that did not answer, with the first reason of each run, and answers that are missing without one. */
  problems(nodes: number): readonly string[] {
    return [...this.#runs].flatMap(([key, runs]) =>
      runs.flatMap(({ ok, failed, reason }) => {
        const expected = key.endsWith(' end') ? 0 : nodes
        return failed > 0 || ok !== expected
          ? [`${key}: ${ok} of ${expected} answered; ${reason ?? 'no reason'}`]
          : []
      }),
    )
  }
}

import { HwctlError } from '../core/errors.ts'
import type { Endpoint } from './trust.ts'

/** Failures that come as fast as a success cost nothing to find out again; only slower ones, in milliseconds, are remembered. */
const SLOW_FAILURE_MS = 1000

/** When a BMC that does not answer is tried again in the background, in milliseconds: at first soon, then less and less often. */
export interface ProbePauses {
  readonly firstMs: number
  readonly mostMs: number
}

const PROBE_PAUSES: ProbePauses = { firstMs: 15_000, mostMs: 600_000 }

/** What is known of a BMC that does not answer. */
interface Absence {
  readonly since: string
  readonly reason: string
  pauseMs: number
  timer: NodeJS.Timeout
}

/** Which BMCs are known not to answer, so that a dead one costs the next command milliseconds, not a time-out. */
export class FleetMemory {
  readonly #absent = new Map<string, Absence>()
  readonly #probe: (endpoint: Endpoint) => Promise<unknown>
  readonly #pauses: ProbePauses

  /** @param probe resolves when the BMC takes connections again */
  constructor(probe: (endpoint: Endpoint) => Promise<unknown>, pauses: ProbePauses = PROBE_PAUSES) {
    this.#probe = probe
    this.#pauses = pauses
  }

  /** @throws HwctlError `connect` with `since`, for a BMC that is known not to answer */
  check({ host, port }: Endpoint): void {
    const absence = this.#absent.get(`${host} ${port}`)
    if (!absence) return
    const { reason, since } = absence
    throw new HwctlError({ kind: 'connect', host, port, reason, phase: 'login', since })
  }

  /** A BMC could not be reached; what that took says whether it is worth remembering. */
  failed(endpoint: Endpoint, reason: string, tookMs: number): void {
    const key = `${endpoint.host} ${endpoint.port}`
    if (tookMs < SLOW_FAILURE_MS || this.#absent.has(key)) return
    const pauseMs = this.#pauses.firstMs
    const since = new Date(Date.now() - tookMs).toISOString()
    this.#absent.set(key, { since, reason, pauseMs, timer: this.#later(endpoint, pauseMs) })
  }

  /** A BMC answers, whatever it was before. */
  reached({ host, port }: Endpoint): void {
    const key = `${host} ${port}`
    clearTimeout(this.#absent.get(key)?.timer)
    this.#absent.delete(key)
  }

  /** BMCs that are known not to answer. */
  get absent(): number {
    return this.#absent.size
  }

  close(): void {
    for (const { timer } of this.#absent.values()) clearTimeout(timer)
    this.#absent.clear()
  }

  #later(endpoint: Endpoint, afterMs: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#probe(endpoint).then(
        () => this.reached(endpoint),
        () => this.#again(endpoint),
      )
    }, afterMs)
    return timer.unref()
  }

  #again(endpoint: Endpoint): void {
    const absence = this.#absent.get(`${endpoint.host} ${endpoint.port}`)
    if (!absence) return
    absence.pauseMs = Math.min(absence.pauseMs * 2, this.#pauses.mostMs)
    absence.timer = this.#later(endpoint, absence.pauseMs)
  }
}

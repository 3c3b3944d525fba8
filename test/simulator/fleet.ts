import { resolve } from 'node:path'
import type { Service } from '../../src/simulator/exchange.ts'
import { type Fleet, startFleet as start } from '../../src/simulator/fleet.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'

/** Where certificates that one test made are kept for the next, since making them takes longer than most tests. */
export const CERTIFICATES = resolve(import.meta.dirname, '../../node_modules/.cache/hwctl-certificates')

/** A simulated fleet in this process, for a test. */
export function startFleet(options: FleetOptions, answer?: Service): Promise<Fleet> {
  return start({ certificateFolder: CERTIFICATES, ...options }, answer)
}

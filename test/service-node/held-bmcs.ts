import { setTimeout as sleep } from 'node:timers/promises'
import { Directory } from '../../src/broker/runners/service-node/directory.ts'
import { Bus } from '../../src/bus/bus.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'

/** Longer than any test waits, in milliseconds. */
export const LONG_MS = 600_000

/** Resolves when so many of these BMCs have been asked something that begins so. */
export function asked(bmcs: readonly SimulatedBmc[], beginning: string, howMany: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const seen = new Set<SimulatedBmc>()
  for (const bmc of bmcs)
    onRequest(bmc, (request) => {
      if (request.startsWith(beginning)) seen.add(bmc)
      if (seen.size >= howMany) resolve()
    })
  return promise
}

/** Holds back what is asked of these BMCs and begins so; resolves when all of them have been asked. */
export function held(bmcs: readonly SimulatedBmc[], beginning: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const seen = new Set<SimulatedBmc>()
  for (const bmc of bmcs)
    onRequest(bmc, (request) => {
      if (seen.has(bmc) || !request.startsWith(beginning)) return
      bmc.latencyMs = LONG_MS
      seen.add(bmc)
      if (seen.size === bmcs.length) resolve()
    })
  return promise
}

/** What is held back never comes: it is asked anew, and answered. */
export async function letGo(bmcs: readonly SimulatedBmc[]): Promise<void> {
  for (const bmc of bmcs) await bmc.set({ latencyMs: 0, dropConnections: true })
}

/** A service node that has nodes in work. */
export async function atWork(url: string): Promise<string> {
  await using bus = await Bus.connect({ servers: [url], name: 'looker' })
  const directory = new Directory(bus)
  for (;;) {
    await directory.ask()
    await sleep(50)
    const found = directory.present().find(({ nodes }) => nodes > 0)
    if (found) return found.name
  }
}

function onRequest(bmc: SimulatedBmc, tell: (request: string) => void): void {
  const sawRequest = bmc.seen.sawRequest.bind(bmc.seen)
  bmc.seen.sawRequest = (method, path, remembered) => {
    sawRequest(method, path, remembered)
    tell(`${method} ${path}`)
  }
}

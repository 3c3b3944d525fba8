import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { Went } from './soak-checks.ts'
import type { SimulatorControl } from './soak-control.ts'
import { HwctlProcess } from './soak-processes.ts'

/** Where a command is typed. */
export interface Desk {
  readonly home: string
  readonly control: SimulatorControl
  readonly random: Random
}

/** No command takes that long: it has a time limit of seconds, and logouts one of 10. */
const HANGS_MS = 90_000

/** Types a command, now and then presses Ctrl-C in the middle of it, and tells how it went and what the BMCs saw. */
export async function typed(
  { home, control, random }: Desk,
  nodes: readonly string[],
  [command, ...rest]: readonly [string, ...string[]],
  where: readonly string[],
): Promise<Went> {
  const timeout = ['--timeout', `${1 + random.below(5)}`]
  const interruptMs = random.chance(0.2) ? random.below(3000) : undefined
  const before = await control.bmcs(nodes)
  const running = new HwctlProcess(home, [
    ...['hwctl', command, nodes.join(','), ...rest],
    ...['--json', ...timeout, ...where],
  ])
  const closed = running.ended()
  let wasInterrupted = false
  if (interruptMs !== undefined) {
    await Promise.race([closed, sleep(interruptMs)])
    wasInterrupted = running.child.kill('SIGINT')
  }
  const hung = setTimeout(() => running.child.kill('SIGKILL'), HANGS_MS)
  const ended = await closed
  clearTimeout(hung)
  const after = await control.bmcs(nodes)
  return { words: [command, ...rest, ...where], nodes, ended, wasInterrupted, before, after }
}

import type { Target } from './fleet.ts'
import type { Measured, Phase } from './measured.ts'

/** Told as nodes answer. */
export interface Score {
  ok(): void
  failed(reason: unknown): void
}

/** Somebody who can do every phase, in a process of his own. */
export type Contestant = (
  targets: readonly Target[],
  fanout: number,
) => (phase: Phase, score: Score) => Promise<void>

/** What a contestant's process is told. */
export type Order =
  | { readonly targets: readonly Target[]; readonly fanout: number }
  | { readonly phase: Phase }

/** Serves one contestant over the channel of a forked process, and measures what this process uses. */
export function serve(contestant: Contestant): void {
  let run: ReturnType<Contestant> | undefined
  process.on('message', async (order: Order) => {
    if ('targets' in order) {
      run = contestant(order.targets, order.fanout)
      process.send?.('ready')
    } else process.send?.(await measure((score) => run?.(order.phase, score) ?? Promise.resolve()))
  })
  process.on('disconnect', () => process.exit())
}

async function measure(work: (score: Score) => Promise<void>): Promise<Measured> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  let [ok, failed, firstMs] = [0, 0, Number.NaN]
  let reason: string | undefined
  await work({
    ok() {
      if (ok++ === 0) firstMs = performance.now() - began
    },
    failed(why) {
      failed += 1
      reason ??= String(why)
    },
  })
  const { user, system } = process.cpuUsage(cpu)
  const wallMs = performance.now() - began
  const { maxRSS: peakKb } = process.resourceUsage()
  return { wallMs, cpuMs: (user + system) / 1000, peakKb, firstMs, ok, failed, ...(reason && { reason }) }
}

/** Does something for every item, so many at the same time. */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import type { Order } from './contestant.ts'
import type { Target } from './fleet.ts'
import type { Measured, Phase } from './measured.ts'

/** As the bundle's, the code of contestants is kept compiled: stripping types would be counted otherwise, once more for each thread. */
const COMPILED = resolve(import.meta.dirname, '../node_modules/.cache/hwctl-compiled')

/** A contestant's process, new for every repetition: everybody's code is as cold as his. */
export interface Forked extends AsyncDisposable {
  readonly pid: number
  run(phase: Phase): Promise<Measured>
}

/**
 * @param name `loop` or `engine`: the file of the contestant
 * @param args what it is to do, where that is not `rpower stat`
 */
export async function forkContestant(
  name: 'loop' | 'engine',
  targets: readonly Target[],
  {
    fanout,
    execArgv = [],
    args = [],
    threads = 1,
  }: {
    readonly fanout: number
    readonly execArgv?: readonly string[]
    readonly args?: readonly string[]
    readonly threads?: number
  },
): Promise<Forked> {
  const child = fork(join(import.meta.dirname, `${name}.ts`), args, {
    execArgv: [...execArgv],
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, HWCTL_THREADS: String(threads) },
  })
  const ask = async (order: Order): Promise<unknown> => {
    child.send(order)
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended by itself`)))
    ended.catch(() => undefined)
    const [said] = await Promise.race([once(child, 'message'), ended])
    return said
  }
  await ask({ targets, fanout })
  return {
    pid: child.pid ?? 0,
    run: async (phase) => (await ask({ phase })) as Measured,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

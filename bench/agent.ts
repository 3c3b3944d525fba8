import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BIN } from './fleet.ts'
import type { Measured } from './measured.ts'
import { cpuMsOf, residentKb } from './proc.ts'
import { timedCommand } from './timed-command.ts'

/** A standing agent, and `rpower` commands that go through it. */
export interface BenchAgent {
  readonly pid: number
  stat(): Promise<Measured>
  /** Resident kilobytes, once it has come to rest. */
  restingKb(): Promise<number>
  /** Has it log out everywhere and end. */
  end(): Promise<Measured>
}

/** How long an agent rests before its memory is read. */
const REST_MS = 1500

const GROUP = 'sim'

/** Starts an agent with no session yet. */
export async function startAgent(
  folder: string,
  env: NodeJS.ProcessEnv,
  {
    fanout,
    command = [join(BIN, 'hwctl')],
  }: { readonly fanout: number; readonly command?: readonly string[] },
): Promise<BenchAgent> {
  const socket = join(folder, 'agent.sock')
  const [program = '', ...before] = command
  const words = [...before, 'agent', '--standalone', '--sock', socket, '--log', join(folder, 'agent.log')]
  const child = spawn(program, words, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error('the agent did not start')
    await sleep(10)
  }
  const pid = child.pid ?? 0
  return {
    pid,
    async stat() {
      const before = cpuMsOf(pid)
      const words = [GROUP, 'stat', '--agent', socket, '--fanout', String(fanout)]
      const client = await timedCommand([join(BIN, 'rpower'), ...words], env)
      return { ...client, cpuMs: client.cpuMs + cpuMsOf(pid) - before, clientCpuMs: client.cpuMs }
    },
    async restingKb() {
      await sleep(REST_MS)
      return residentKb(pid)
    },
    end: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<Measured> {
  const began = performance.now()
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await exit
  const wallMs = performance.now() - began
  return { wallMs, cpuMs: Number.NaN, firstMs: Number.NaN, ok: 0, failed: code === 0 ? 0 : 1 }
}

/** `rpower stat` with everything in one process. */
export function oneProcessStat(env: NodeJS.ProcessEnv, fanout: number, noAgent: readonly string[]) {
  return timedCommand([join(BIN, 'rpower'), GROUP, 'stat', '--fanout', String(fanout), ...noAgent], env)
}

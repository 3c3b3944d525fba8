import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { askAgent } from '../agent/ask-agent.ts'
import { isRunning } from '../broker/process-life.ts'
import { openHome } from '../nodes/home.ts'
import type { CliContext } from './context.ts'
import { EndedWith, EXIT } from './exit-code.ts'
import { stayingSocket } from './staying-agent.ts'

/** `hwctl agent status`: whether an agent stays, and what it holds. Exit code 1 where there is none. */
export function statusCommand({ env, stdout }: CliContext): Command {
  return new Command('status')
    .description('tell whether an agent stays, and what it holds')
    .action(async () => {
      const socket = stayingSocket(openHome(env))
      const status = await askAgent(socket, 'status')
      if (!status) {
        stdout.write(`no agent at ${socket}\n`)
        throw new EndedWith(EXIT.someFailed)
      }
      const { pid, version, startedAt, requestsServed, requestsRunning, sessions } = status
      stdout.write(`agent ${version} at ${socket}: process ${pid}, since ${startedAt}\n`)
      stdout.write(
        `${requestsServed} requests served, ${requestsRunning} running, ${sessions} sessions open\n`,
      )
    })
}

/** `hwctl agent stop`: the agent ends its runs, logs out everywhere, and is gone when this returns. */
export function stopCommand({ env, stdout }: CliContext): Command {
  return new Command('stop')
    .description('end the agent that stays; it logs out everywhere')
    .action(async () => {
      const socket = stayingSocket(openHome(env))
      const status = await askAgent(socket, 'stop')
      if (status) await gone(status.pid)
      stdout.write(status ? `agent ${status.pid} ended\n` : `no agent at ${socket}\n`)
    })
}

/** Waits for a process that is not a child of ours. */
async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(20)
}

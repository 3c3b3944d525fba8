import type { OwnedRunner } from '../agent/agent-life.ts'
import { openHome } from '../nodes/home.ts'
import type { CliContext } from './context.ts'
import { stayingAgent } from './staying-agent.ts'

/** A runner that leaves everything to the agent that stays, for an agent that lives for one request. */
export function handedOver({ env }: CliContext): OwnedRunner {
  return {
    runner: {
      name: 'handed over',
      async *run(...args) {
        const { agentSocketRunner } = await import('../broker/runners/agent-socket.ts')
        yield* agentSocketRunner(await stayingAgent(openHome(env), env)).run(...args)
      },
    },
    async [Symbol.asyncDispose]() {},
  }
}

// `hwctl agent`, but with a runner without BMCs: `rpower N stat` answers on, `rpower N boot` hangs until it is ended.
import { agentCommand } from '../../src/cli/agent.ts'
import { fakeRunner, hang } from './fake-runner.ts'

const runner = fakeRunner(async function* (nodes, options, invocation) {
  if (invocation.words[0] === 'boot') return yield* hang(nodes, options, invocation)
  const value = { state: 'on', reported: {} }
  for (const { name } of nodes) yield { kind: 'result', node: name, value }
})
const { env, stdin, stdout, stderr } = process
const command = agentCommand({ env, cwd: process.cwd(), stdin, stdout, stderr }, () => ({
  runner,
  async [Symbol.asyncDispose]() {},
}))
await command.parseAsync(process.argv.slice(2), { from: 'user' })

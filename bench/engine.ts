// hwctl's engine and its in-process runner, as a library: `rpower stat`, or the command that is given, without a command line
// around it. Of a command that is given the lines are made too: there may be hundreds for a node.
import { parse } from '../src/broker/parse.ts'
import { inProcessRunner } from '../src/broker/runners/in-process.ts'
import { type NodeInfo, PROTOCOL_NAMES, Secret } from '../src/core/node.ts'
import { loadExecutor, loadProtocol } from '../src/hwctl/registry.ts'
import { nodeName } from '../src/nodes/node-name.ts'
import { serve } from './contestant.ts'
import type { Target } from './fleet.ts'

const KEEP_IDLE_MS = 600_000

/** How many threads reach BMCs. */
const threads = Number(process.env.HWCTL_THREADS ?? 1)

const [command = 'rpower', ...words] = process.argv.slice(2)
const makesLines = process.argv.length > 2
const { invocation, view } = await parse(command, makesLines ? words : ['stat'])

/** Code is there before the clock starts, as the loop's is. */
for (const protocol of PROTOCOL_NAMES)
  await Promise.all([loadProtocol(protocol), loadExecutor(protocol, invocation.call.capability)])

serve((targets, fanout) => {
  const fingerprints = new Map<string, string>()
  const pins = {
    get: (host: string, port: number) => fingerprints.get(`${host} ${port}`),
    set: (host: string, port: number, fingerprint: string) =>
      void fingerprints.set(`${host} ${port}`, fingerprint),
    announced: () => undefined,
    announce: () => undefined,
  }
  const nodes = targets.map(nodeOf)
  const once = inProcessRunner({ pins, threads })
  const staying = inProcessRunner({ pins, threads, keepIdleMs: KEEP_IDLE_MS })
  const options = { signal: new AbortController().signal, fanout, cwd: '/', trace: false }
  return async (phase, score) => {
    if (phase === 'end') return staying.close()
    const runner = phase === 'whole' ? once : staying
    for await (const event of runner.run(invocation, nodes, options)) {
      if (event.kind === 'result') {
        if (makesLines && view.result(event.value).length === 0) score.failed('no lines')
        score.ok()
      }
      if (event.kind === 'failure' || event.kind === 'warning') score.failed(JSON.stringify(event.error))
    }
  }
})

function nodeOf({ name, bmc, port, protocol, username, password }: Target): NodeInfo {
  return {
    ...{ name: nodeName(name), bmc, port, protocol, username, password: new Secret(password) },
    ...{ tls: 'pin', tlsLevel: 2 },
  }
}

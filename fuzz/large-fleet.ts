// A large fleet of which a tenth has faults, switched off from the command line through an agent, in processes of their own: once undisturbed, once
// with Ctrl-C in the middle, once with the agent killed there and started again. Ends with 1 where anything told is not true.
//   npm run faults -- --nodes N --seed N
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunEvent } from '../src/core/event.ts'
import type { NodeName } from '../src/core/node.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'
import { readArguments } from './arguments.ts'
import { bmcProblems } from './bmc-verdict.ts'
import { ASKED } from './fault-expectations.ts'
import { mixedFaults } from './mixed-faults.ts'
import { runProblems } from './run-invariants.ts'
import { SoakAgent } from './soak-agent.ts'
import { eventsOf, exitCodes } from './soak-checks.ts'
import { SimulatorControl } from './soak-control.ts'
import { HwctlProcess } from './soak-processes.ts'
import { answered } from './until-answered.ts'
import { untilTrue } from './watchdog.ts'

const PASSWORD = 'fleet-S3cret'
const SHARE = 0.1
const OFF = ASKED[1]
/** What befalls a run when a third of its nodes have answered, and what is then a true reason. */
const MISHAPS = {
  nothing: undefined,
  'Ctrl-C': /^interrupted/,
  'the agent is killed': /^the agent (was lost|hung up)/,
} as const
type Mishap = keyof typeof MISHAPS

const told = readArguments({ minutes: 0, seed: 3, nodes: 5000 })
for (const [at, mishap] of Object.keys(MISHAPS).entries()) {
  const began = performance.now()
  const { problems, said } = await pass(mishap as Mishap, told.nodes, told.seed + at)
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(
    `${told.nodes} nodes, --seed ${told.seed + at}, ${mishap}: ${said}; ${problems.length} things were wrong (${seconds} s)`,
  )
  for (const problem of problems.slice(0, 50)) console.error(`  ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}

async function pass(mishap: Mishap, nodes: number, seed: number) {
  const home = await mkdtemp(join(tmpdir(), 'large-fleet-'))
  const names = Array.from(
    { length: nodes },
    (_, index) => `sim${String(index + 1).padStart(4, '0')}` as NodeName,
  )
  const simulator = await simulated(home, nodes, seed)
  const agent = new SoakAgent(home)
  await agent.start()
  const control = new SimulatorControl(join(home, 'control.sock'))
  try {
    const running = new HwctlProcess(home, [
      'hwctl',
      'rpower',
      'sim',
      'off',
      '--json',
      '--agent',
      agent.socket,
    ])
    if (mishap !== 'nothing') await answered(running, nodes / 3)
    if (mishap === 'Ctrl-C') running.kill('SIGINT')
    if (mishap === 'the agent is killed') {
      await agent.end('SIGKILL')
      await agent.start()
    }
    const { out, code } = await running.ended()
    const events = eventsOf(out) ?? []
    if (mishap === 'the agent is killed')
      await untilTrue(async () => !(await isEnding(control, names)), 60_000)
    const ending = await agent.end('SIGTERM')
    const byNode = Map.groupBy(events, (event) => ('node' in event ? event.node : undefined))
    const allowed = exitCodes(events)
    const ended = MISHAPS[mishap]
    const problems = [
      ...ending,
      ...runProblems(events, names, { passwords: [PASSWORD] }),
      ...(allowed.includes(code ?? -1) ? [] : [`exit code ${code}, not ${allowed.join(' or ')}`]),
    ]
    for (const [name, bmc] of await control.bmcs(names)) {
      const wasTold = byNode.get(name as NodeName) ?? []
      const seen = mishap === 'the agent is killed' ? excused(bmc, wasTold) : logged(bmc, agent.log)
      problems.push(...bmcProblems(OFF, seen, { told: wasTold, ...(ended && { ended }) }))
    }
    const done = events.findLast((event) => event.kind === 'done')
    return {
      problems,
      said: `${JSON.stringify(done?.kind === 'done' ? done.counts : null)}, exit code ${code}`,
    }
  } finally {
    await agent.end('SIGKILL')
    simulator.kill('SIGTERM')
    await simulator.ended()
    rmSync(home, { recursive: true, force: true })
  }
}

async function simulated(home: string, nodes: number, seed: number): Promise<HwctlProcess> {
  const faults = Object.entries(mixedFaults(nodes, SHARE, seed).faults ?? {})
  const simulator = new HwctlProcess(home, [
    ...[
      'hwctl',
      'simulate',
      '--nodes',
      `${nodes}`,
      '--seed',
      `${seed}`,
      '--password',
      PASSWORD,
      '--power',
      'on',
    ],
    ...['--first-address', 'auto', '--bmc-reboot', '300', '--write-nodes', 'nodes.yaml'],
    ...[
      '--control',
      join(home, 'control.sock'),
      ...faults.flatMap(([kind, share]) => ['--fault', `${kind}=${share}`]),
    ],
  ])
  await simulator.said('simulated BMCs')
  const applied = await new HwctlProcess(home, ['hwctl', 'nodes', 'apply', '-f', 'nodes.yaml']).ended()
  if (applied.code !== 0) throw new Error(applied.err)
  return simulator
}

/**
 * After a kill: its next life may not get through to a sick BMC, and a login whose answer was on its way when the agent was killed has left a
 * session that nobody knows how to end, until the BMC ends it.
 */
function excused(bmc: BmcReport, told: readonly RunEvent[]): BmcReport {
  const wasLost = told.some((event) => event.kind === 'failure' && event.error.kind === 'cancelled')
  const openSessions = Math.max(bmc.counters.openSessions - (wasLost ? 1 : 0), 0)
  return { ...bmc, counters: { ...bmc.counters, openSessions: bmc.fault === null ? openSessions : 0 } }
}

/** A session that a sick BMC does not let the agent end is told in its log. */
function logged(bmc: BmcReport, log: string): BmcReport {
  const isTold = log
    .split('\n')
    .some((line) => line.includes('left open') && line.includes(`"${bmc.address}"`))
  return isTold ? { ...bmc, counters: { ...bmc.counters, openSessions: 0 } } : bmc
}

/** Whether sessions are being ended still: their number was another one a moment ago. */
async function isEnding(control: SimulatorControl, names: readonly string[]): Promise<boolean> {
  const open = async () =>
    (await control.bmcs(names)).values().reduce((sum, { counters }) => sum + counters.openSessions, 0)
  const before = await open()
  await sleep(1000)
  return before !== (await open())
}

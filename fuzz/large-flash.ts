// Firmware for a large fleet, with processes killed (SIGKILL) in the middle: once the agent, once the command line, once both; then `jobs resume`
// at once, while BMCs are still restarting. Ends with 1 where a node was not flashed exactly once, by the count of the simulator.
//   npm run faults:flash -- --nodes N
import { join } from 'node:path'
import type { BmcReport } from '../src/simulator/snapshot.ts'
import { readArguments } from './arguments.ts'
import { firmwareImages } from './firmware-images.ts'
import { SimulatedFleet } from './simulated-fleet.ts'
import { eventsOf } from './soak-checks.ts'
import type { Ended, HwctlProcess } from './soak-processes.ts'
import { untilTrue } from './watchdog.ts'

const KILLED = {
  'the agent': ['agent'],
  'the command line': ['command'],
  both: ['agent', 'command'],
} as const
type Killed = keyof typeof KILLED

/** Of machines that answer at different paces, some are in each phase when something is killed; their BMCs restart for longer than a resume takes to begin. */
const SIMULATED = [
  ...[
    '--protocol',
    'openbmc',
    '--power',
    'on',
    '--flash',
    '3000',
    '--bmc-reboot',
    '12000',
    '--power-delay',
    '300',
  ],
  ...['--fault', 'slow:100=25%', '--fault', 'slow:250=25%', '--fault', 'slow:500=25%'],
]

/** A job is broken off when that share of its nodes is done. */
const DONE_BEFORE = 0.25
/** What a healthy BMC has counted when it was flashed exactly once. */
const ONCE = { uploads: 2, activations: 2, bmcReboots: 1, hostStarts: 1 } as const

const told = readArguments({ minutes: 0, seed: 1, nodes: 200 })
for (const killed of Object.keys(KILLED) as Killed[]) {
  const began = performance.now()
  const { problems, said } = await pass(killed)
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(
    `${told.nodes} nodes, kill -9 of ${killed}: ${said}; ${problems.length} things were wrong (${seconds} s)`,
  )
  for (const problem of problems.slice(0, 50)) console.error(`  ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}

async function pass(killed: Killed) {
  await using fleet = await SimulatedFleet.start(told.nodes, SIMULATED)
  firmwareImages(join(fleet.home, 'images'))
  const words = ['rflash', 'sim', '-d', 'images', '--json', '--at-once', `${Math.ceil(told.nodes / 2)}`]
  const first = fleet.hwctl(...words)
  await someTold(first, { text: '"kind":"progress"', howMany: 1 })
  const pid = await fleet.agentPid()
  await someTold(first, { text: '"kind":"result"', howMany: told.nodes * DONE_BEFORE })
  for (const whom of KILLED[killed])
    if (whom === 'agent') process.kill(pid, 'SIGKILL')
    else first.kill('SIGKILL')
  const broken = await first.ended()
  const stood = await standing(fleet)
  const resumed = await fleet.hwctl('jobs', 'resume', '1', '--json').ended()
  await untilTrue(async () => (await restless(fleet)) === 0, 60_000)
  const reports = await fleet.control.bmcs(fleet.names)
  const [before, after] = [doneIn(broken.out), doneIn(resumed.out)]
  const state = await fleet.hwctl('jobs').ended()
  return {
    problems: [
      ...(killed === 'the agent' && broken.code !== 1 ? [`rflash ended with ${broken.code}`] : []),
      ...(stood.state === 'interrupted' ? [] : [`after the kill the job was ${stood.state}`]),
      ...(stood.phases === '' ? ['no node was in the middle'] : []),
      ...resumeProblems(resumed),
      ...before.filter((node) => after.includes(node)).map((node) => `${node} was done, and was run again`),
      ...[...reports.values()].flatMap(flashProblems),
      ...(new RegExp(`^1 +done .* ${told.nodes} +0 +0 `, 'm').test(state.out) ? [] : [state.out]),
    ],
    said: `${before.length} done before, ${after.length} by jobs resume (${stood.phases})`,
  }
}

/** How the job stood after the kill: its state, and how many of its nodes were in which phase. */
async function standing(fleet: SimulatedFleet) {
  const { out } = await fleet.hwctl('jobs', 'show', '1', '--json').ended()
  const { state, nodes } = JSON.parse(out) as Standing
  const phases = nodes.flatMap(({ progress }) => (progress ? [progress.phase] : []))
  const counted = Map.groupBy(phases, (phase) => phase)
  return { state, phases: [...counted].map(([phase, { length }]) => `${length} ${phase}`).join(', ') }
}

interface Standing {
  readonly state: string
  readonly nodes: readonly { readonly progress?: { readonly phase: string } }[]
}

/** Everything else than results of nodes and an end that is good. */
function resumeProblems({ code, out, err }: Ended): readonly string[] {
  const failures = (eventsOf(out) ?? []).filter((event) => event.kind === 'failure')
  return [
    ...(code === 0 ? [] : [`jobs resume ended with ${code}: ${err.slice(-1000)}`]),
    ...(err.includes('Warning') ? [`jobs resume warned: ${err.slice(-1000)}`] : []),
    ...failures.map((event) => JSON.stringify(event)),
  ]
}

function flashProblems({ name, counters }: BmcReport): readonly string[] {
  const { uploads, activations, bmcReboots, powerActionCounts } = counters
  const counted = {
    uploads,
    activations,
    bmcReboots,
    hostStarts: powerActionCounts['RequestedHostTransition=On'] ?? 0,
  }
  return JSON.stringify(counted) === JSON.stringify(ONCE) ? [] : [`${name}: ${JSON.stringify(counted)}`]
}

/** How many machines are on their way still. */
async function restless({ control, names }: SimulatedFleet): Promise<number> {
  const reports = await control.bmcs(names)
  return [...reports.values()].filter(({ state }) => state.host !== 'Running').length
}

/** Nodes that have a result in what was printed; the last line may be cut off. */
function doneIn(out: string): readonly string[] {
  const whole = out.slice(0, out.lastIndexOf('\n') + 1)
  return (eventsOf(whole) ?? []).flatMap((event) => (event.kind === 'result' ? [event.node as string] : []))
}

/** Resolves when that was told so often from now on. @throws Error when the command ends before */
async function someTold(
  running: HwctlProcess,
  { text, howMany }: { readonly text: string; readonly howMany: number },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let seen = 0
  running.child.stdout?.on('data', (said: string) => {
    seen += said.split(text).length - 1
    if (seen >= howMany) resolve()
  })
  running.ended().then(({ err }) => reject(new Error(`it ended too soon: ${err}`)))
  await promise
}

// A fleet behind four service nodes, one alone and three in a pool, all by real commands in processes of their own: the same lines as without
// them, and `rpower on` with each process killed in the middle of it. Ends with 1 where anything told is not true. Needs nats-server.
//   npm run faults:service-nodes -- --nodes N --seed N
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NodeName } from '../src/core/node.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'
import { readArguments } from './arguments.ts'
import { runProblems } from './run-invariants.ts'
import { ServiceNodeSite } from './service-node-site.ts'
import { leftSessions, switchedOnProblems, talliedTexts } from './service-node-verdict.ts'
import { SharedFleet } from './shared-fleet.ts'
import { eventsOf, exitCodes } from './soak-checks.ts'
import type { HwctlProcess } from './soak-processes.ts'
import { answered } from './until-answered.ts'
import { untilTrue } from './watchdog.ts'

const PASSWORD = 'behind-S3cret'
/** What befalls `rpower on` when a quarter of its nodes have answered; and who has to be started again for what follows. */
const MISHAPS: Readonly<Record<string, (site: ServiceNodeSite, running: HwctlProcess) => Promise<unknown>>> =
  {
    nothing: async () => undefined,
    'the service node that is alone is killed': (site) => site.endMember('sn1', 'SIGKILL'),
    'a member of the pool is killed': (site) => site.endMember('sn3', 'SIGKILL'),
    'NATS is killed and started again': async (site) => {
      await site.killNats()
      await site.startNats()
    },
    'the agent, which is the broker, is killed': (site) => site.agent.end('SIGKILL'),
    'the command line is killed': async (_, running) => running.kill('SIGKILL'),
    'Ctrl-C': async (_, running) => running.kill('SIGINT'),
  }

const told = readArguments({ minutes: 0, seed: 3, nodes: 200 })
const home = await mkdtemp(join(tmpdir(), 'service-nodes-'))
const fleet = await SharedFleet.start(home, { ...told, password: PASSWORD })
const names = fleet.names as readonly NodeName[]
const site = await ServiceNodeSite.setUp(home)
try {
  const here = await statLines()
  await site.agent.end('SIGTERM') // which ends its sessions
  await site.agent.start()
  await site.hwctl('nodes', 'set', 'sim', 'servicenode=rack')
  await site.hwctl('nodes', 'set', `${names[0]}-${names[Math.floor(told.nodes / 4) - 1]}`, 'servicenode=sn1')
  const there = await statLines()
  const isSame = there.lines.join('\n') === here.lines.join('\n') && here.lines.length === told.nodes
  verdict(
    'rpower stat',
    `${here.lines.length} lines, ${here.seconds} s without and ${there.seconds} s with them`,
    [...(isSame ? [] : ['the lines are not the same as without service nodes'])],
  )
  for (const mishap of Object.keys(MISHAPS)) await switchedOn(mishap)
  const ended = await site.end('SIGTERM')
  const left = leftSessions((await fleet.bmcs()).values(), site.log)
  verdict('the end', `${left.all} sessions left, ${left.untold} of them untold`, [
    ...ended,
    ...(left.untold > 0 ? [`nobody says that ${left.untold} sessions are open`] : []),
  ])
} finally {
  await site.end('SIGKILL')
  await fleet.end()
  rmSync(home, { recursive: true, force: true })
}

function verdict(what: string, said: string, problems: readonly string[]): void {
  console.log(`${told.nodes} nodes, ${what}: ${said}; ${problems.length} things were wrong`)
  for (const problem of problems.slice(0, 20)) console.error(`  ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}

async function statLines() {
  const began = performance.now()
  const { code, out, err } = await site.begin('rpower', 'sim', 'stat').ended()
  if (code !== 0) throw new Error(`rpower stat: ${code}: ${err.slice(0, 2000)}`)
  return { lines: out.trimEnd().split('\n').toSorted(), seconds: secondsSince(began) }
}

async function switchedOn(mishap: string): Promise<void> {
  await fleet.change({ host: 'Off', chassis: 'Off' })
  const before = await fleet.bmcs()
  const began = performance.now()
  const running = site.begin('rpower', 'sim', 'on', '--json')
  if (mishap !== 'nothing') await answered(running, told.nodes / 4)
  const happened = performance.now()
  await MISHAPS[mishap]?.(site, running)
  const { out, code } = await running.ended()
  const seconds = `${secondsSince(began)} s, ${secondsSince(happened)} s of them after that`
  await allAgain(mishap)
  const isMute = mishap === 'the command line is killed'
  const events = eventsOf(isMute ? out.replace(/[^\n]*$/, '') : out) ?? []
  const outcomes = new Map(
    events.flatMap((event) =>
      (event.kind === 'result' || event.kind === 'failure') && event.node
        ? [[event.node, event] as const]
        : [],
    ),
  )
  const after = await settled()
  const problems = [
    ...(isMute ? [] : runProblems(events, names, { passwords: [PASSWORD] })),
    ...(isMute || exitCodes(events).includes(code ?? -1) ? [] : [`exit code ${code}`]),
    ...expected(mishap, events),
    ...names.flatMap((name) => {
      const seen = { before: before.get(name), after: after.get(name) }
      if (!seen.before || !seen.after) return [`${name} is not known`]
      return switchedOnProblems(outcomes.get(name), { before: seen.before, after: seen.after })
    }),
  ]
  verdict(`rpower on, ${mishap}`, `${seconds}; ${JSON.stringify(talliedTexts(events))}`, problems)
}

/** Where it must not be noticed at all, everything is done. */
function expected(mishap: string, events: ReturnType<typeof eventsOf>): readonly string[] {
  const isUnnoticed = mishap === 'nothing' || mishap.startsWith('NATS')
  const failed = (events ?? []).filter(({ kind }) => kind === 'failure').length
  return isUnnoticed && failed > 0 ? [`${failed} nodes failed`] : []
}

/** Who was killed is started again, and ends the sessions that were left. */
async function allAgain(mishap: string): Promise<void> {
  if (mishap.includes('is alone')) await site.startMember('sn1')
  if (mishap.startsWith('a member')) await site.startMember('sn3')
  if (mishap.startsWith('the agent')) await site.agent.start()
}

/** How all BMCs stand once nobody asks them anything any more. */
async function settled(): Promise<ReadonlyMap<string, BmcReport>> {
  let latest = await fleet.bmcs()
  const sum = () => latest.values().reduce((all, { counters }) => all + counters.requests, 0)
  await untilTrue(async () => {
    const before = sum()
    await new Promise((resolve) => setTimeout(resolve, 3000))
    latest = await fleet.bmcs()
    return sum() === before
  }, 120_000)
  return latest
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1)
}

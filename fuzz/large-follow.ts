// One `reventlog --follow` over a large fleet through restarts of its BMCs, lost sessions and connections, and the end of its agent (SIGKILL): every
// entry that was put into a log is told once, and in order. Ends with 1 where that is not so.
//   npm run faults:follow -- --nodes N
import type { RunEvent } from '../src/core/event.ts'
import { readArguments } from './arguments.ts'
import { LineReader } from './line-reader.ts'
import { SimulatedFleet } from './simulated-fleet.ts'
import { untilTrue } from './watchdog.ts'

/** In each round every fourth BMC restarts, and every fourth loses its sessions and connections. */
const ROUNDS = 4
/** In the middle of this one the agent is killed. */
const KILLED_IN = 2
const PATIENCE_MS = 300_000

const told = readArguments({ minutes: 0, seed: 1, nodes: 500 })
const began = performance.now()
const { problems, said } = await pass(told.nodes)
const seconds = ((performance.now() - began) / 1000).toFixed(0)
console.log(`${told.nodes} nodes followed: ${said}; ${problems.length} things were wrong (${seconds} s)`)
for (const problem of problems.slice(0, 50)) console.error(`  ${problem}`)
if (problems.length > 0) process.exitCode = 1

async function pass(nodes: number) {
  await using fleet = await SimulatedFleet.start(nodes, [
    ...['--protocol', 'openbmc', '--log-entries', '3', '--bmc-reboot', '2000'],
  ])
  const running = fleet.hwctl('reventlog', 'sim', '--follow', '--json')
  const put = new Map(fleet.names.map((name) => [name, [] as string[]]))
  const heard = new Map(fleet.names.map((name) => [name, [] as string[]]))
  let following = 0
  let entries = 0
  const reader = new LineReader((line) => {
    const event = JSON.parse(line) as RunEvent
    if (event.kind !== 'note' || event.node === undefined) return
    const note = event.note as { said: string; again?: boolean; entry?: { message: string } }
    if (note.said === 'following' && !note.again) following += 1
    if (!note.entry) return
    entries += 1
    heard.get(event.node)?.push(note.entry.message)
  })
  running.child.stdout?.on('data', (text: string) => reader.read(text))
  const putInto = async (name: string) => {
    const mine = put.get(name)
    const message = `a.b.${name}.${(mine?.length ?? 0) + 1}`
    mine?.push(message)
    await fleet.control.change(name, { logEntry: { message } })
  }
  const total = () => put.values().reduce((sum, { length }) => sum + length, 0)
  const problems: string[] = []
  const wait = async (what: string, isTrue: () => boolean) => {
    if (!(await untilTrue(isTrue, PATIENCE_MS))) problems.push(`not in ${PATIENCE_MS / 1000} s: ${what}`)
  }
  await wait('every node is followed', () => following === nodes)
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of fleet.names) await putInto(name)
    for (const [at, name] of fleet.names.entries()) {
      if (at % 4 === round) await fleet.control.change(name, { reboot: true })
      if (at % 4 === (round + 1) % 4)
        await fleet.control.change(name, { dropSessions: true, dropConnections: true })
      await putInto(name)
      if (round === KILLED_IN && at === Math.floor(nodes / 2)) process.kill(await fleet.agentPid(), 'SIGKILL')
    }
    await wait(`round ${round} is told`, () => entries >= total())
  }
  running.kill('SIGINT')
  const { code, err } = await running.ended()
  if (code !== 0) problems.push(`exit code ${code}: ${err.slice(-500)}`)
  for (const [name, messages] of put)
    if (messages.join() !== heard.get(name)?.join()) problems.push(`${name}: told ${heard.get(name)?.join()}`)
  await fleet.hwctl('agent', 'stop').ended()
  const { reboots, sessions } = await counted(fleet)
  return {
    problems,
    said: `${entries} entries told of ${total()}, ${reboots} BMC restarts, ${sessions} sessions left`,
  }
}

async function counted({ control, names }: SimulatedFleet) {
  const reports = [...(await control.bmcs(names)).values()]
  return {
    reboots: reports.reduce((sum, { counters }) => sum + counters.bmcReboots, 0),
    sessions: reports.reduce((sum, { counters }) => sum + counters.openSessions, 0),
  }
}

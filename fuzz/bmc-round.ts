import { parse } from '../src/broker/parse.ts'
import { inProcessRunner } from '../src/broker/runners/in-process.ts'
import type { RunEvent } from '../src/core/event.ts'
import { type NodeInfo, type NodeName, Secret } from '../src/core/node.ts'
import type { SimulatedBmc } from '../src/simulator/bmc.ts'
import { startFleet } from '../src/simulator/fleet.ts'
import { memoryPins } from '../test/rest/web-server.ts'
import { FuzzedBmc, fuzzCertificate } from './fuzzed-bmc.ts'
import { Random } from './random.ts'
import { runProblems } from './run-invariants.ts'
import { collected } from './watchdog.ts'

/** The words that are asked of spoilt BMCs. */
const WORDS = [
  ...[
    ['rpower', 'stat'],
    ['rpower', 'on'],
    ['rpower', 'off'],
    ['rpower', 'reset'],
    ['rpower', 'boot'],
  ],
  ...[
    ['rpower', 'bmcstate'],
    ['rpower', 'bmcreboot'],
    ['rsetboot', 'net'],
    ['rsetboot', 'stat', '-V'],
  ],
  ...[
    ['rvitals', 'all'],
    ['rvitals', 'leds', '-V'],
    ['rbeacon', 'blink'],
    ['rbeacon', 'stat'],
  ],
] as const

/** A test does not wait for a BMC as long as an operator does. */
const LIMITS = { connectMs: 5000, tlsMs: 5000, firstByteMs: 1500, bodyMs: 300, wholeBodyMs: 600 } as const
const RUN_MS = 6000
const PASSWORD = 'fuzzed-S3cret'

interface Case {
  readonly bmc: SimulatedBmc
  readonly fuzzed: FuzzedBmc
  readonly node: NodeInfo
}

/** One round of fuzzed BMCs. Returns what was wrong, each with its seed; nothing for a program that keeps its promises. */
export async function bmcRound(seed: number, count: number): Promise<readonly string[]> {
  await using fleet = await startFleet({ nodes: count, password: PASSWORD, power: 'on', bmcRebootMs: 200 })
  const certificate = await fuzzCertificate()
  const cases = await Promise.all(
    fleet.bmcs.map(async (bmc, index): Promise<Case> => {
      const share = [0.08, 0.2, 0.5][index % 3] ?? 1
      const random = (nth: number) => new Random(seed, index, nth)
      const fuzzed = await FuzzedBmc.start(bmc, certificate, { share, random })
      return { bmc, fuzzed, node: nodeOf(bmc, fuzzed.port, index) }
    }),
  )
  try {
    const perWords = Map.groupBy(cases, ({ bmc }) => WORDS[bmc.index % WORDS.length] ?? WORDS[0])
    const problems = await Promise.all([...perWords].map(([words, some]) => run(words, some)))
    return problems.flat().map((problem) => `BMC answers, seed ${seed}: ${problem}`)
  } finally {
    await Promise.all(cases.map(({ fuzzed }) => fuzzed.close()))
  }
}

async function run(words: readonly string[], cases: readonly Case[]): Promise<readonly string[]> {
  const [command = '', ...rest] = words
  const { invocation } = await parse(command, rest)
  const runner = inProcessRunner({ pins: memoryPins(), limits: LIMITS })
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort('the round is over'), RUN_MS)
  const options = { signal: ending.signal, fanout: 512, cwd: '/', trace: true }
  const nodes = cases.map(({ node }) => node)
  const events = await collected(runner.run(invocation, nodes, options), RUN_MS)
  clearTimeout(timer)
  if (!events) return [`${words.join(' ')}: the run does not end`]
  await runner.close()
  const names = nodes.map(({ name }) => name)
  return [
    ...runProblems(events, names, { passwords: [PASSWORD] }),
    ...cases.flatMap((one) => bmcProblems(one, events)),
  ].map((problem) => `${words.join(' ')}: ${problem}`)
}

/** What a BMC saw that it must not see, however it answered. */
function bmcProblems({ bmc, fuzzed, node }: Case, events: readonly RunEvent[]): readonly string[] {
  const { openSessions, loginsUnanswered, powerActionCounts } = bmc.counters
  const wasTold = events.some((event) => 'node' in event && event.node === node.name && mayLeaveOpen(event))
  const lossIsExpected = bmc.counters.powerActions.some(({ value }) => /Reboot|Restart/.test(value))
  const mayBeLeft = loginsUnanswered + fuzzed.lostLogins + (wasTold || lossIsExpected ? 1 : 0)
  const doubled = Object.entries(powerActionCounts).filter(([, times]) => times > 1 + fuzzed.said401)
  return [
    ...(openSessions > mayBeLeft ? [`${node.name} has ${openSessions} sessions left`] : []),
    ...doubled.map(([action, times]) => `${node.name} was sent ${action} ${times} times`),
  ]
}

/** A session that may be left is told of by a warning, or the answer to its login was not waited for. */
function mayLeaveOpen(event: RunEvent): boolean {
  if (event.kind === 'warning') return true
  return event.kind === 'failure' && event.error.kind === 'connect' && event.error.phase === 'login'
}

function nodeOf(bmc: SimulatedBmc, port: number, index: number): NodeInfo {
  return {
    name: bmc.name as NodeName,
    protocol: index % 7 === 0 ? 'auto' : bmc.protocol,
    bmc: '127.0.0.1',
    port,
    username: bmc.username,
    password: new Secret(PASSWORD),
    tls: 'pin',
    tlsLevel: 2,
  }
}

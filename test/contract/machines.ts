import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import type { Call } from '../../src/core/capability.ts'
import type { ErrorFacts } from '../../src/core/errors.ts'
import type { RunEvent } from '../../src/core/event.ts'
import { type NodeInfo, type NodeName, Secret } from '../../src/core/node.ts'
import type { RunOptions } from '../../src/core/runner.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { memoryPins } from '../rest/web-server.ts'
import { startFleet } from '../simulator/fleet.ts'

/** What not every machine can do. */
export const ABILITIES = [
  'usb',
  'http',
  'floppy',
  'boot-mode',
  'nmi',
  'chassis-apart',
  'beacon',
  'blink',
  'lamps',
  'power-led',
  'sensors',
  'all-sensors',
  'inventory',
  'eventlog',
  'log-resolve',
  'log-callouts',
  'bmcconfig',
  'thermal-mode',
  'dump',
  'account',
  'gard',
  'power-limit',
  'power-limit-switch',
  'power-limit-bounds',
  'bios',
  'bios-reset',
  'virtual-media',
  'certificate',
  'flash',
  'flash-by-id',
  'flash-any-file',
] as const
export type Ability = (typeof ABILITIES)[number]

/** How a machine behaves: which server its BMC runs, what it can do, and what is particular about it. */
export interface MachineKind {
  readonly name: string
  readonly can: readonly Ability[]
  readonly options: Omit<FleetOptions, 'nodes'>
}

export const SERVERS: readonly MachineKind[] = [
  {
    name: 'phosphor-rest-server',
    can: [
      'usb',
      'chassis-apart',
      'beacon',
      'blink',
      'lamps',
      'power-led',
      'sensors',
      'all-sensors',
      'inventory',
      'eventlog',
      'log-resolve',
      'log-callouts',
      'bmcconfig',
      'dump',
      'account',
      'gard',
      'thermal-mode',
      'power-limit',
      'power-limit-switch',
      'power-limit-bounds',
      'flash',
      'flash-by-id',
    ],
    options: { protocol: 'openbmc', flavour: 'phosphor' },
  },
  {
    name: 'bmcweb with REST',
    can: [
      'usb',
      'http',
      'boot-mode',
      'nmi',
      'chassis-apart',
      'beacon',
      'blink',
      'power-led',
      'sensors',
      'all-sensors',
      'inventory',
      'eventlog',
      'log-resolve',
      'log-callouts',
      'bmcconfig',
      'dump',
      'account',
      'gard',
      'power-limit',
      'power-limit-switch',
      'power-limit-bounds',
      'flash',
      'flash-by-id',
    ],
    options: { protocol: 'openbmc', flavour: 'bmcweb' },
  },
  {
    name: 'stock OpenBMC Redfish',
    can: [
      'usb',
      'boot-mode',
      'nmi',
      'chassis-apart',
      'beacon',
      'blink',
      'sensors',
      'all-sensors',
      'inventory',
      'eventlog',
      'log-resolve',
      'bmcconfig',
      'dump',
      'account',
      'power-limit',
      'bios-reset',
      'certificate',
      'flash',
    ],
    options: { protocol: 'redfish', family: 'openbmc' },
  },
  {
    name: 'Dell',
    can: [
      'http',
      'floppy',
      'boot-mode',
      'nmi',
      'chassis-apart',
      'power-limit',
      'power-limit-switch',
      'bios',
      'bios-reset',
      'virtual-media',
      'certificate',
      'beacon',
      'sensors',
      'all-sensors',
      'inventory',
      'eventlog',
      'bmcconfig',
      'account',
      'flash-any-file',
    ],
    options: { protocol: 'redfish', family: 'dell' },
  },
  {
    name: 'Supermicro X10',
    can: [
      'usb',
      'floppy',
      'nmi',
      'beacon',
      'blink',
      'sensors',
      'inventory',
      'eventlog',
      'bmcconfig',
      'account',
    ],
    options: { protocol: 'redfish', family: 'supermicro' },
  },
]

const BEHAVIOURS = [
  { name: 'at once', options: {} },
  { name: 'power that takes its time', options: { powerDelayMs: 150 } },
  { name: 'an answer that takes its time', options: { latencyMs: 20 } },
] as const

/** Every protocol and server with every behaviour, and the peculiar ones. */
export const MACHINES: readonly MachineKind[] = [
  ...SERVERS.flatMap((server) =>
    BEHAVIOURS.map((behaviour) => ({
      ...server,
      name: `${server.name}, ${behaviour.name}`,
      options: { ...server.options, ...behaviour.options },
    })),
  ),
  {
    name: 'Supermicro X10, resets as tasks',
    can: ['usb', 'floppy', 'nmi', 'eventlog', 'bmcconfig', 'account'],
    options: { protocol: 'redfish', family: 'supermicro', resetMakesTask: true, powerDelayMs: 100 },
  },
]

/** One call's outcome and everything said around it. */
export interface Answer {
  readonly value: unknown
  readonly error: ErrorFacts | undefined
  readonly events: readonly RunEvent[]
}

/** A machine to call, real down to the socket. */
export interface ContractMachine {
  readonly bmc: SimulatedBmc
  readonly node: NodeInfo
  call(call: Call, options?: Partial<RunOptions>): Promise<Answer>
  /** Every event of a call that may end before a node is begun. */
  events(call: Call, cwd: string): Promise<readonly RunEvent[]>
  /** The requests that the BMC saw in the last call, logins and logouts left out. */
  requests(): readonly string[]
  powerActions(): readonly string[]
}

/** Starts such a machine for one test; when the test ends, no session may be open on it. */
export async function machine(
  t: TestContext,
  kind: MachineKind,
  over: Partial<FleetOptions> = {},
): Promise<ContractMachine> {
  const fleet = await startFleet({ nodes: 1, ...kind.options, ...over })
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  t.after(async () => {
    await fleet.close()
    assert.equal(bmc.counters.openSessions, 0, 'a session was left open')
  })
  const node = nodeOf(bmc)
  const runner = inProcessRunner({ pins: memoryPins() })
  const run = (call: Call, options: Partial<RunOptions>) => {
    bmc.seen.reset()
    const all = { signal: new AbortController().signal, fanout: 8, cwd: '/', trace: false, ...options }
    return Array.fromAsync(runner.run({ command: '', words: [], call }, [node], all))
  }
  return {
    bmc,
    node,
    requests: () =>
      bmc.counters.recentRequests.filter((line) => !/log(in|out)|Sessions|GET \/redfish\/v1\/?$/.test(line)),
    powerActions: () => bmc.counters.powerActions.map(({ action, value }) => `${action}=${value}`),
    async call(call, options = {}) {
      return answerOf(await run(call, options))
    },
    events: (call, cwd) => run(call, { cwd }),
  }
}

/** The node whose BMC this is. */
export function nodeOf(
  bmc: Pick<SimulatedBmc, 'name' | 'protocol' | 'address' | 'port' | 'username' | 'password'>,
): NodeInfo {
  return {
    name: bmc.name as NodeName,
    protocol: bmc.protocol,
    bmc: bmc.address,
    port: bmc.port,
    username: bmc.username,
    password: new Secret(bmc.password),
    tls: 'pin',
    tlsLevel: 2,
  }
}

/** What came of one node, with the promise kept that there is exactly one outcome and that `done` is last. */
export function answerOf(events: readonly RunEvent[]): Answer {
  const outcomes = events.filter((event) => event.kind === 'result' || event.kind === 'failure')
  assert.equal(outcomes.length, 1, JSON.stringify(events))
  const [outcome] = outcomes
  const failed = outcome?.kind === 'failure'
  assert.deepEqual(events.at(-1), {
    kind: 'done',
    counts: { ok: failed ? 0 : 1, failed: failed ? 1 : 0, notRun: 0 },
  })
  return {
    value: outcome?.kind === 'result' ? outcome.value : undefined,
    error: failed ? outcome.error : undefined,
    events,
  }
}

/** The value of a call that must succeed. */
export function succeeded({ value, error }: Answer): unknown {
  assert.equal(error, undefined, JSON.stringify(error))
  return value
}

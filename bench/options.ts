import { parseArgs } from 'node:util'
import { DEFAULT_FANOUT } from '../src/core/runner.ts'
import { FLEET_PROTOCOLS, type FleetProtocol } from '../src/simulator/model.ts'

/** What to measure. */
export interface Options {
  readonly sizes: readonly number[]
  readonly protocols: readonly FleetProtocol[]
  readonly latencies: readonly number[]
  /** The same for fleets that are large. */
  readonly largeLatencies: readonly number[]
  /** Repetitions of a cell; fleets of 5000 and more have fewer. */
  readonly reps: number
  /** Warm runs in each repetition. */
  readonly warm: number
  /** Nodes worked on at the same time, by every contestant. */
  readonly fanout: number
  /** Replaces the table in this file. */
  readonly write?: string
}

/** One fleet that everybody is measured on. */
export interface Cell {
  readonly nodes: number
  readonly protocol: FleetProtocol
  readonly latencyMs: number
  /** How many sensors each machine has, where that matters. */
  readonly sensors?: number
}

/** From this size on there is one mixed fleet in place of one for each protocol, and fewer repetitions. */
export const LARGE = 5000

const USAGE = `npm run bench -- [options]
  --sizes 1,100,1000        numbers of nodes
  --protocols openbmc,redfish   and mixed; fleets of ${LARGE} and more are always mixed
  --latencies 0,100         milliseconds that a BMC waits before it answers
  --large-latencies 0       the same, of fleets of ${LARGE} and more
  --reps 3                  repetitions of each
  --warm 3                  warm runs in each repetition
  --fanout ${DEFAULT_FANOUT}             nodes at the same time
  --write FILE              replace the table in FILE`

/** @throws TypeError for words that make no sense; for `--help` the process ends here */
export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      sizes: { type: 'string', default: '1,100,1000' },
      protocols: { type: 'string', default: 'openbmc,redfish' },
      latencies: { type: 'string', default: '0,100' },
      'large-latencies': { type: 'string', default: '0' },
      reps: { type: 'string', default: '3' },
      warm: { type: 'string', default: '3' },
      fanout: { type: 'string', default: String(DEFAULT_FANOUT) },
      write: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    process.exit()
  }
  return {
    sizes: numbers(values.sizes, 1),
    protocols: values.protocols.split(',').map(protocol),
    latencies: numbers(values.latencies, 0),
    largeLatencies: numbers(values['large-latencies'], 0),
    reps: number(values.reps, 1),
    warm: number(values.warm, 1),
    fanout: number(values.fanout, 1),
    ...(values.write !== undefined && { write: values.write }),
  }
}

/** Every fleet that is asked for, small ones first. */
export function cellsOf({ sizes, protocols, latencies, largeLatencies }: Options): readonly Cell[] {
  return sizes
    .toSorted((a, b) => a - b)
    .flatMap((nodes) =>
      nodes >= LARGE
        ? largeLatencies.map((latencyMs) => ({ nodes, protocol: 'mixed' as const, latencyMs }))
        : protocols.flatMap((protocol) => latencies.map((latencyMs) => ({ nodes, protocol, latencyMs }))),
    )
}

/** How often a fleet of this size is measured. */
export function repsFor(nodes: number, { reps }: Options): number {
  return nodes < LARGE ? reps : Math.max(1, Math.min(reps, Math.round(LARGE / nodes)))
}

function protocol(text: string): FleetProtocol {
  const found = FLEET_PROTOCOLS.find((one) => one === text)
  if (!found) throw new TypeError(`no protocol: ${text}\n${USAGE}`)
  return found
}

function numbers(text: string, least: number): readonly number[] {
  return text.split(',').map((one) => number(one, least))
}

function number(text: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least)
    throw new TypeError(`no number from ${least} on: ${text}\n${USAGE}`)
  return value
}

import { HwctlError } from '../core/errors.ts'
import { checkShares, type FaultShares } from './faults/fault-shares.ts'
import { addressAt, addressOrdinal } from './loopback-address.ts'
import type { Family, Flavour, FleetProtocol } from './model.ts'

/** What to simulate; only `nodes` is needed. */
export interface FleetOptions {
  readonly nodes: number
  readonly protocol?: FleetProtocol
  readonly flavour?: Flavour
  readonly family?: Family
  /** Number of the first BMC: name, address and model follow from it, so that several processes can share one fleet. */
  readonly first?: number
  /** Address of BMC number 1, or `auto` for a block that is free. */
  readonly firstAddress?: string
  readonly port?: number
  readonly username?: string
  readonly password?: string
  /** Wait before every answer. */
  readonly latencyMs?: number
  /** So many requests are answered at once, by all BMCs together; every further one is refused with a 503. */
  readonly bears?: number
  /** How long power takes from one state to the next. */
  readonly powerDelayMs?: number
  /** How long a BMC that reboots refuses connections. */
  readonly bmcRebootMs?: number
  /** How long it then answers, but is not ready. */
  readonly bmcStartMs?: number
  /** How long the activation of a firmware image takes. */
  readonly flashMs?: number
  /** phosphor: `/login` answers 503 until the BMC is ready. */
  readonly loginNeedsReadyBmc?: boolean
  /** Supermicro: a reset answers 202 with a task. */
  readonly resetMakesTask?: boolean
  /** How many entries are in the log of each at the start. */
  readonly logEntries?: number
  /** Power state at the start. */
  readonly power?: 'on' | 'off'
  /** `old` gives the BMC an expired RSA-1024 certificate and a TLS that only security level 0 accepts. */
  readonly tls?: BmcTls | ((index: number) => BmcTls)
  /** Where the certificates are kept between starts; without it they are made anew. */
  readonly certificateFolder?: string
  /** How many sensors each machine has. */
  readonly sensors?: number
  /** How many requests each BMC remembers. */
  readonly recentRequests?: number
  /** How many parts each machine has in its inventory. */
  readonly parts?: number
  /** What is wrong with which part of the fleet: `{ refuses: 0.1, 'slow:5000': 0.05 }`; each BMC has at most one fault. */
  readonly faults?: FaultShares
  /** The same seed gives the same BMCs the same faults. */
  readonly seed?: number
}

/** Which TLS a BMC speaks. */
export type BmcTls = 'modern' | 'old'

/** Every option with its value. */
export type FleetSettings = Required<Omit<FleetOptions, OptionalByNature>> &
  Pick<FleetOptions, OptionalByNature>
type OptionalByNature = 'flavour' | 'family' | 'certificateFolder' | 'bears'

const DEFAULTS = {
  protocol: 'mixed',
  first: 1,
  firstAddress: 'auto',
  port: 8443,
  username: 'root',
  password: '0penBmc',
  latencyMs: 0,
  powerDelayMs: 0,
  bmcRebootMs: 3000,
  bmcStartMs: 0,
  flashMs: 0,
  loginNeedsReadyBmc: false,
  resetMakesTask: false,
  logEntries: 0,
  power: 'off',
  tls: 'modern',
  recentRequests: 100,
  sensors: 20,
  parts: 26,
  faults: {},
  seed: 1,
} as const satisfies Omit<FleetOptions, 'nodes'>

/** The options with defaults filled in. @throws HwctlError `usage` where one makes no sense. */
export function fleetSettings(options: FleetOptions): FleetSettings {
  const settings: FleetSettings = { ...DEFAULTS, ...options }
  wholeNumber('nodes', settings.nodes, 1, 1_000_000)
  wholeNumber('first', settings.first, 1, 10_000_000)
  wholeNumber('port', settings.port, 1, 65535)
  for (const name of [
    'latencyMs',
    'powerDelayMs',
    'bmcRebootMs',
    'bmcStartMs',
    'flashMs',
    'recentRequests',
  ] as const)
    wholeNumber(name, settings[name], 0, 86_400_000)
  wholeNumber('sensors', settings.sensors, 0, 10_000)
  wholeNumber('parts', settings.parts, 0, 10_000)
  wholeNumber('logEntries', settings.logEntries, 0, 100_000)
  if (settings.bears !== undefined) wholeNumber('bears', settings.bears, 1, 1_000_000)
  wholeNumber('seed', settings.seed, 0, 2 ** 32 - 1)
  checkShares(settings.faults)
  if (settings.firstAddress !== 'auto') lastAddress(settings)
  return settings
}

/** The address of BMC number `number`. */
export function addressOf(number: number, firstAddress: string): string | undefined {
  const start = addressOrdinal(firstAddress)
  return start === undefined ? undefined : addressAt(start + number - 1)
}

function lastAddress({ nodes, first, firstAddress }: FleetSettings): void {
  if (addressOrdinal(firstAddress) === undefined)
    throw new HwctlError({
      kind: 'usage',
      problem: `first address: "${firstAddress}" is not 127.x.y.z with z from 1 to 254, nor auto`,
    })
  if (addressOf(first + nodes - 1, firstAddress) === undefined)
    throw new HwctlError({
      kind: 'usage',
      problem: `there are not ${nodes} loopback addresses from ${firstAddress} on`,
    })
}

function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new HwctlError({
    kind: 'usage',
    problem: `${name}: ${value} is not a whole number from ${least} to ${most}`,
  })
}

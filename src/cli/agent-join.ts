import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type LeftLogin, LoginJournal } from '../broker/login-journal.ts'
import { parse } from '../broker/parse.ts'
import { type ClosableRunner, inProcessRunner } from '../broker/runners/in-process.ts'
import type { Bus, BusSettings } from '../bus/bus.ts'
import { Bandwidth, readBandwidth } from '../bus/files/bandwidth.ts'
import { FileCache } from '../bus/files/file-cache.ts'
import { fingerprintOfKey, lastingSealKey } from '../bus/seal-key.ts'
import { checkedServiceNodeName } from '../bus/subjects.ts'
import { usageError } from '../core/command.ts'
import { factsOf } from '../core/errors.ts'
import { errorText } from '../edges/error-text.ts'
import { openHome } from '../nodes/home.ts'
import { ServiceNode, type ServiceNodeLog } from '../service-node/service-node.ts'
import { SharedPins } from '../service-node/shared-pins.ts'
import type { CliContext } from './context.ts'
import { extraCa, threadsOf } from './fleet.ts'
import { readJoinFile } from './servicenodes-files.ts'
import { VERSION } from './version.ts'

/** What `hwctl agent --join` is told. */
export interface JoinOptions {
  readonly join: string
  readonly name?: string
  readonly pool?: string
  readonly creds?: string
  /** Bytes per second, as `12.5M`. */
  readonly bandwidth?: string
}

/** What an agent that serves over NATS has around it. */
export interface JoinSurroundings {
  readonly context: CliContext
  readonly log: ServiceNodeLog
  readonly stop: AbortSignal
}

/** As for an agent on a socket. */
const KEEP_IDLE_MS = 10 * 60_000
const AGAIN_MS = 1000
/** Orders come in parts; one of this many nodes is worth several threads. */
const MANY_NODES = 256

/** Serves brokers over NATS until it is told to stop; returns the exit code. */
export async function serveAsServiceNode(options: JoinOptions, around: JoinSurroundings): Promise<number> {
  const { context, log, stop } = around
  const home = openHome(context.env)
  const path =
    options.creds === undefined ? join(home, 'servicenode.join') : resolve(context.cwd, options.creds)
  const given = readJoinFile(path)
  const name = checkedServiceNodeName(options.name ?? given.name)
  const pool = options.pool ?? given.pool
  if (pool !== undefined) checkedServiceNodeName(pool)
  if (name !== given.name) throw usageError(`${path} is for ${given.name}, not for ${name}`)
  const key = lastingSealKey(join(home, 'service-node.key'))
  const { seed, ca } = given
  const servers = options.join.split(',')
  const bus = await connected(
    { name, servers, ...(seed !== undefined && { seed }), ...(ca !== undefined && { ca }) },
    around,
  )
  if (!bus) return 0
  const pins = new SharedPins()
  const journal = new LoginJournal(home)
  const threads = threadsOf(context.env)
  const runner = inProcessRunner({
    ...{ pins, journal, journalHome: home, locksHome: home, threads, manyNodes: MANY_NODES },
    ...{ extraCa: extraCa(home), keepIdleMs: KEEP_IDLE_MS },
    leftOpen: (why) => log.warn(why, 'a session may have been left open on its BMC'),
  })
  const bandwidth = new Bandwidth(
    options.bandwidth === undefined ? undefined : readBandwidth(options.bandwidth),
  )
  const files = new FileCache(join(home, 'files'), bus, { bandwidth })
  const brokers = given.brokers.map((text) => Buffer.from(text, 'base64'))
  const node = new ServiceNode(
    { name, version: VERSION, key, brokers, ...(pool !== undefined && { pool }) },
    { bus, log, pins, runner, parse, files },
  )
  await node.start()
  log.info({ name, pool, key: fingerprintOfKey(key.public) }, 'service node serves')
  const left = journal.takeLeft()
  if (left.length > 0) void endLeft(runner, left, log)
  const why = await Promise.race([bus.closed.then((error) => error ?? 'closed'), stopped(stop)])
  await node.close('the service node was told to stop')
  await runner.close()
  journal.close()
  await bus[Symbol.asyncDispose]()
  log.info({ why: String(why) }, 'service node ends')
  return why === 'stopped' ? 0 : 1
}

/** Sessions that an earlier life left open, ended as far as their BMCs let it. */
async function endLeft(
  runner: ClosableRunner,
  left: readonly LeftLogin[],
  log: ServiceNodeLog,
): Promise<void> {
  const ended = await runner.endLeft(left)
  const about = { left: left.length, ended }
  if (ended === left.length) log.info(about, 'sessions of an earlier life were ended')
  else log.warn(about, 'some sessions of an earlier life could not be ended')
}

function stopped(stop: AbortSignal): Promise<'stopped'> {
  return new Promise((done) => {
    if (stop.aborted) done('stopped')
    stop.addEventListener('abort', () => done('stopped'))
  })
}

/** Tries until NATS is there; credentials that it refuses are an error. Undefined where it was told to stop. */
async function connected(settings: BusSettings, { log, stop }: JoinSurroundings): Promise<Bus | undefined> {
  const { Bus, mayComeAbout } = await import('../bus/bus.ts')
  let told = ''
  while (!stop.aborted) {
    try {
      return await Bus.connect(settings)
    } catch (thrown) {
      if (!(thrown instanceof Error && mayComeAbout(thrown))) throw thrown
      const reason = errorText(factsOf(thrown))
      if (reason !== told) log.warn({ reason }, 'NATS is not there yet')
      told = reason
      await sleep(AGAIN_MS)
    }
  }
  return undefined
}

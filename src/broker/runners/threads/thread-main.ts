import { parentPort, threadId, workerData } from 'node:worker_threads'
import { runPrepared } from '../../../core/engine.ts'
import type { RunEvent } from '../../../core/event.ts'
import { type NodeInfo, Secret } from '../../../core/node.ts'
import { HomeLocks } from '../../jobs/home-locks.ts'
import { holdOf, withLocks } from '../../jobs/locked-lease.ts'
import { LoginJournal } from '../../login-journal.ts'
import { BmcAccess } from '../bmc-access.ts'
import type { DealtNode, DealtRun, FromThread, ThreadStart, ToThread } from './thread-message.ts'

/** Events that cross in one message at most. */
const MAX_BATCH = 256

const { extraCa, limits, keepIdleMs, threads, journalHome, locksHome }: ThreadStart = workerData
const journal = journalHome === undefined ? undefined : new LoginJournal(journalHome, threadId)
const fingerprints = new Map<string, string>()
const announced = new Map<string, string>()
const running = new Map<number, AbortController>()
const locks = locksHome === undefined ? undefined : new HomeLocks(locksHome)

const access = new BmcAccess({
  pins: {
    get: (host, port) => fingerprints.get(`${host} ${port}`),
    set(host, port, fingerprint) {
      fingerprints.set(`${host} ${port}`, fingerprint)
      announced.delete(`${host} ${port}`)
      say({ kind: 'pin', host, port, fingerprint })
    },
    announced: (host, port) => announced.get(`${host} ${port}`),
    announce(host, port, fingerprint) {
      put(announced, `${host} ${port}`, fingerprint)
      say({ kind: 'announced-pin', host, port, fingerprint })
    },
  },
  extraCa,
  keepIdleMs,
  threads,
  leftOpen: (why) => say({ kind: 'left-open', why }),
  ...(limits && { limits }),
  ...(journal && { journal }),
})

parentPort?.on('message', (told: ToThread) => {
  if (told.kind === 'run') void run(told)
  else if (told.kind === 'cancel') running.get(told.id)?.abort(told.reason)
  else void close()
})

function put(map: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}

function say(message: FromThread): void {
  parentPort?.postMessage(message)
}

async function run({ id, command, call, prepared, pins, ...dealt }: DealtRun): Promise<void> {
  for (const { host, port, ...pin } of pins) {
    put(fingerprints, `${host} ${port}`, pin.fingerprint)
    put(announced, `${host} ${port}`, pin.announced)
  }
  const ending = new AbortController()
  running.set(id, ending)
  const options = { ...dealt.options, signal: ending.signal }
  const nodes = dealt.nodes.map(nodeOf)
  const batch = new Batch(id)
  const parts = withLocks(access, holdOf({ call, command }, locks && (() => locks.open())))
  const events = runPrepared(parts, { call, prepared }, nodes, options)
  for await (const event of events) if (event.kind !== 'done') batch.add(event)
  batch.send()
  running.delete(id)
  say({ kind: 'end', id, sessions: access.sessions })
}

function nodeOf({ password, pendingPassword, ...node }: DealtNode): NodeInfo {
  return {
    ...node,
    password: new Secret(password),
    ...(pendingPassword !== undefined && { pendingPassword: new Secret(pendingPassword) }),
  }
}

async function close(): Promise<void> {
  await access.close()
  journal?.close()
  locks?.close()
  say({ kind: 'closed' })
}

/** Events of one run on their way: those of one turn of the event loop go together. */
class Batch {
  readonly #id: number
  #events: RunEvent[] = []
  #soon: NodeJS.Immediate | undefined

  constructor(id: number) {
    this.#id = id
  }

  add(event: RunEvent): void {
    this.#events.push(event)
    if (this.#events.length >= MAX_BATCH) this.send()
    else this.#soon ??= setImmediate(() => this.send())
  }

  send(): void {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#events.length > 0) say({ kind: 'events', id: this.#id, events: this.#events })
    this.#events = []
  }
}

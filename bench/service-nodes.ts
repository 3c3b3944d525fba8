// Measures what a way over service nodes costs: events per second against none, and the memory of broker and service nodes.
// Answers are made up, and BMCs are not asked. Needs nats-server (Debian: nats-server).
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dispatch } from '../src/broker/dispatch.ts'
import { parse } from '../src/broker/parse.ts'
import { inProcessRunner } from '../src/broker/runners/in-process.ts'
import { KnownServiceNodes } from '../src/broker/runners/service-node/approved-keys.ts'
import { brokerFiles } from '../src/broker/runners/service-node/broker-files.ts'
import { ServiceNodes } from '../src/broker/runners/service-node/service-nodes.ts'
import { lastingSealKey } from '../src/bus/seal-key.ts'
import { type NodeInfo, type NodeName, Secret } from '../src/core/node.ts'
import { DEFAULT_FANOUT, type Runner } from '../src/core/runner.ts'
import { madeUpAnswers } from './made-up-answers.ts'
import type { ChildOrder } from './service-node-child.ts'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '100000' },
    sensors: { type: 'string', default: '100' },
    servicenodes: { type: 'string', default: '4' },
  },
})
const [howMany, sensors, members] = [values.nodes, values.sensors, values.servicenodes].map(Number) as [
  number,
  number,
  number,
]
const VERSION = 'bench'
const home = mkdtempSync(join(tmpdir(), 'hwctl-sn-bench-'))
const children: ChildProcess[] = []
try {
  const url = await startNats()
  mkdirSync(brokerFiles(home).folder)
  writeFileSync(brokerFiles(home).settings, JSON.stringify({ servers: [url] }))
  const names = Array.from({ length: members }, (_, at) => `sn${at + 1}`)
  const pids = await Promise.all(names.map((name) => startMember(name, url)))
  const pins = {
    get: () => undefined,
    set: () => undefined,
    announced: () => undefined,
    announce: () => undefined,
  }
  await using serviceNodes = new ServiceNodes({ home, version: VERSION, pins })
  const through = inProcessRunner({ pins, serviceNodes })
  const here: Runner = {
    name: 'made up',
    async *run(_invocation, nodes) {
      yield* madeUpAnswers(nodes, sensors)
      yield { kind: 'done', counts: { ok: nodes.length, failed: 0, notRun: 0 } }
    },
  }
  console.log(`${howMany} nodes, ${sensors} sensors each (made up), ${members} service nodes`)
  const nodes = madeUpNodes(names)
  report('service nodes', await measured(through, nodes))
  report('service nodes, again', await measured(through, nodes))
  report('in-process, after that', await measured(here, nodes))
  console.log(`service nodes at most: ${Math.max(...pids.map(peakMiB))} MiB each`)
} finally {
  for (const child of children) child.kill()
  rmSync(home, { recursive: true })
}

interface Measured {
  readonly seconds: number
  readonly outcomes: number
  readonly peakMiB: number
}

function report(what: string, { seconds, outcomes, peakMiB }: Measured): void {
  const rate = Math.round(outcomes / seconds)
  console.log(
    `${what}: ${outcomes} answers in ${seconds.toFixed(1)} s, ${rate}/s, ${rate * sensors} readings/s, ${peakMiB} MiB at most`,
  )
}

/** As `hardware` runs it; each answer is made into JSON and thrown away, as a terminal would take it. */
async function measured(runner: Runner, nodes: readonly NodeInfo[]): Promise<Measured> {
  const { invocation } = await parse('rvitals', ['all'])
  const options = { signal: new AbortController().signal, fanout: DEFAULT_FANOUT, cwd: '/', trace: false }
  const began = performance.now()
  let outcomes = 0
  let peak = 0
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  for await (const event of dispatch(invocation, { nodes, failures: [] }, () => runner, options)) {
    if (event.kind === 'result' && JSON.stringify(event).length > 0) outcomes += 1
    if (event.kind === 'failure') throw new Error(JSON.stringify(event.error))
  }
  clearInterval(sampling)
  const seconds = (performance.now() - began) / 1000
  return { seconds, outcomes, peakMiB: Math.round(Math.max(peak, process.memoryUsage.rss()) / 2 ** 20) }
}

function madeUpNodes(serviceNodes: readonly string[]): readonly NodeInfo[] {
  const password = new Secret('0penBmc')
  return Array.from({ length: howMany }, (_, at) => ({
    ...{ name: `n${at}` as NodeName, protocol: 'openbmc', bmc: `10.0.${at >> 8}.${at & 255}`, port: 443 },
    ...{ username: 'root', password, tls: 'pin', tlsLevel: 2 },
    serviceNodes,
  }))
}

async function startNats(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  server.close()
  const conf = join(home, 'nats.conf')
  writeFileSync(conf, `listen: "127.0.0.1:${port}"\n`)
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
  const nats = spawn('nats-server', ['-c', conf], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  children.push(nats)
  for await (const text of nats.stderr) if (String(text).includes('Server is ready')) break
  return `nats://127.0.0.1:${port}`
}

/** Returns its process id. */
async function startMember(name: string, url: string): Promise<number> {
  const child = fork(join(import.meta.dirname, 'service-node-child.ts'))
  children.push(child)
  const brokerKey = lastingSealKey(brokerFiles(home).key).public.toString('base64')
  child.send({ name, url, version: VERSION, brokerKey, sensors } satisfies ChildOrder)
  const [key] = (await once(child, 'message')) as [string]
  new KnownServiceNodes(brokerFiles(home).known).set(name, { key })
  return child.pid ?? 0
}

function peakMiB(pid: number): number {
  const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1024)
}

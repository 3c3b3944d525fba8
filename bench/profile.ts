// Profiles the hot path: who uses the CPU in a run of hwctl's engine, cold and warm, beside the bare loop.
// node bench/profile.ts [--nodes 5000] [--protocol mixed] [--who engine,loop,agent] [--folder WHERE-PROFILES-GO]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startAgent } from './agent.ts'
import { type BenchFleet, BIN, startBenchFleet } from './fleet.ts'
import { forkContestant } from './forked.ts'
import { Inspector } from './inspector.ts'
import { readOptions } from './options.ts'
import { summary } from './profile-summary.ts'
import { succeed } from './timed-command.ts'

/** The agent is run from its sources, so that functions are told by their files. */
const SOURCE = resolve(import.meta.dirname, '../src/bin/hwctl.ts')
const WARM_RUNS = 5
const INSPECTOR_PORT = 9377
const INSPECT = `--inspect=127.0.0.1:${INSPECTOR_PORT}`

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '5000' },
    protocol: { type: 'string', default: 'mixed' },
    who: { type: 'string', default: 'engine,loop,agent' },
    folder: { type: 'string' },
  },
})
const { fanout, protocols, sizes } = readOptions(['--protocols', values.protocol, '--sizes', values.nodes])
const [protocol = 'mixed', nodes = 1] = [protocols[0], sizes[0]]
const folder = mkdtempSync(join(tmpdir(), 'hwctl-profile-'))
const env = { ...process.env, HWCTL_HOME: join(folder, 'home') }
try {
  await using fleet = await startBenchFleet({ nodes, protocol, latencyMs: 0 }, folder, env)
  for (const who of values.who.split(','))
    if (who === 'agent') await agent(fleet)
    else await library(who === 'loop' ? 'loop' : 'engine', fleet)
} finally {
  rmSync(folder, { recursive: true })
}

async function library(name: 'loop' | 'engine', { targets }: BenchFleet): Promise<void> {
  await using contestant = await forkContestant(name, targets, { fanout, execArgv: [INSPECT] })
  const inspector = await Inspector.on(INSPECTOR_PORT)
  show(`${name}, cold`, await inspector.during(() => contestant.run('whole')))
  await contestant.run('first')
  show(
    `${name}, ${WARM_RUNS} warm runs`,
    await inspector.during(() => warmRuns(() => contestant.run('again'))),
  )
  await contestant.run('end')
  inspector.close()
}

async function agent({ nodesFiles }: BenchFleet): Promise<void> {
  for (const file of nodesFiles) await succeed([join(BIN, 'hwctl'), 'nodes', 'apply', '-f', file], env)
  const command = [process.execPath, INSPECT, SOURCE, 'hwctl']
  const standing = await startAgent(folder, env, { fanout, command })
  const inspector = await Inspector.on(INSPECTOR_PORT)
  show('agent, first run', await inspector.during(() => standing.stat()))
  show(`agent, ${WARM_RUNS} warm runs`, await inspector.during(() => warmRuns(() => standing.stat())))
  inspector.close()
  await standing.end()
}

async function warmRuns(run: () => Promise<unknown>): Promise<void> {
  for (let runs = 0; runs < WARM_RUNS; runs++) await run()
}

function show(title: string, profile: Parameters<typeof summary>[0]): void {
  console.log(`\n## ${title}, ${nodes} nodes, ${protocol}\n\n${summary(profile)}`)
  if (values.folder !== undefined)
    writeFileSync(join(values.folder, `${title.replaceAll(/\W+/g, '-')}.cpuprofile`), JSON.stringify(profile))
}

// A simulated fleet of 200 BMCs, both protocols, real TLS: defines its nodes, runs commands on it, says what to type next.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const NODES = 200

/** The last lines of a longer answer are enough to see. */
const SHOWN_LINES = 12
const bin = resolve('bin')
const home = mkdtempSync(join(tmpdir(), 'hwctl-demo-'))
const env = { ...process.env, HWCTL_HOME: home, PATH: `${bin}:${process.env.PATH}` }
const nodesFile = join(home, 'nodes.yaml')

const fleet = startFleet()
const fleetEnded = once(fleet, 'exit')
let failed = 0
try {
  await fleetReady()
  show('hwctl', 'nodes', 'apply', '-f', nodesFile)
  show('hwctl', 'nodes', 'list', 'sim[0001-0006]')
  show('rpower', 'all', 'stat', '--collate')
  show('rpower', 'sim[0001-0100]', 'on', '--wait=60', '--collate')
  show('rpower', 'all', 'stat', '--collate')
  show('rpower', 'sim0001', 'reset')
  show('rsetboot', 'sim[0001-0003]', 'net')
  show('rsetboot', 'all', 'stat', '--collate')
  show('rpower', 'sim[0001-0004]', 'off', '--plan')
  show('hwctl', 'agent', 'status')
  if (failed === 0 && process.stdout.isTTY) await stay()
} finally {
  spawnSync(join(bin, 'hwctl'), ['agent', 'stop'], { env })
  fleet.kill('SIGTERM')
  await fleetEnded
  rmSync(home, { recursive: true })
}
if (failed > 0) console.error(`${failed} commands of the demo failed`)
process.exitCode = failed === 0 ? 0 : 1

function startFleet(): ChildProcess {
  const words = ['simulate', '--nodes', String(NODES), '--protocol', 'mixed', '--power-delay', '300']
  return spawn(join(bin, 'hwctl'), [...words, '--write-nodes', nodesFile], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** The fleet says a line when all its BMCs listen. */
async function fleetReady(): Promise<void> {
  const ended = fleetEnded.then(() => Promise.reject(new Error('the simulated fleet did not start')))
  ended.catch(() => undefined)
  const [text] = await Promise.race([once(fleet.stdout ?? fleet, 'data'), ended])
  process.stdout.write(String(text))
}

/** Runs one command as an operator would, and shows it. */
function show(program: string, ...words: string[]): void {
  console.log(`\n$ ${[program, ...words].map(quoted).join(' ')}`)
  const { status, stdout } = spawnSync(join(bin, program), words, {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = stdout.toString().trimEnd().split('\n')
  if (lines.length > SHOWN_LINES) console.log(`... ${lines.length - SHOWN_LINES} lines like these:`)
  console.log(lines.slice(-SHOWN_LINES).join('\n'))
  if (status !== 0) failed += 1
}

function quoted(word: string): string {
  return /[[\]*?$ ]/.test(word) ? `'${word}'` : word
}

/** Keeps the fleet until Ctrl-C, so that it can be tried by hand. */
async function stay(): Promise<void> {
  console.log(`
The fleet goes on until you press Ctrl-C here. In another terminal:

  export HWCTL_HOME=${home} PATH=${bin}:$PATH
  rpower all stat
  rpower 'sim[0001-0050]' cycle --wait
  rsetboot sim0001 hd -p
  hwctl nodes list
  rpower all stat --json | jq -c 'select(.kind == "result")'
`)
  await once(process, 'SIGINT')
}

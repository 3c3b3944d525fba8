// Everything that must hold before a change is called good: types, lint, the bundle, and all tests.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'

/** Programs that tests start, and the Debian package each comes from. */
const PROGRAMS = { python3: 'python3', flock: 'util-linux', 'nats-server': 'nats-server' } as const

installMissing()
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
  .sort()

run('node_modules/.bin/tsc', ['--noEmit'])
run('node_modules/.bin/biome', ['check', '.'])
run(process.execPath, ['scripts/build.ts'])
// What was stripped and compiled for one file of tests is there for the next.
process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/hwctl-compiled')
run(process.execPath, ['--test', '--test-timeout=120000', '--test-concurrency=5', ...reporter(), ...files])

function run(program: string, args: readonly string[]): void {
  const { status, signal, error } = spawnSync(program, args, { stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0))
}

/** A terminal gets the runner's own choice; a log always the readable form. */
function reporter(): readonly string[] {
  return process.stdout.isTTY ? [] : ['--test-reporter=spec']
}

function installMissing(): void {
  const missing = Object.entries(PROGRAMS).filter(([program]) => !isThere(program))
  if (missing.length === 0) return
  const packages = missing.map(([, name]) => name)
  if (process.getuid?.() !== 0) {
    console.error(
      `The tests need ${missing.map(([program]) => program).join(' and ')}: sudo apt-get install ${packages.join(' ')}`,
    )
    process.exit(1)
  }
  run('apt-get', ['update', '-qq'])
  run('apt-get', ['install', '-qq', '-y', ...packages])
}

function isThere(program: string): boolean {
  return (
    spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`], { stdio: 'ignore' }).status === 0
  )
}

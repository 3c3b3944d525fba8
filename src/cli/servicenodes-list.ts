import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { type KnownServiceNode, KnownServiceNodes } from '../broker/runners/service-node/approved-keys.ts'
import { brokerFiles, readBusSettings } from '../broker/runners/service-node/broker-files.ts'
import { Directory } from '../broker/runners/service-node/directory.ts'
import { whyNot } from '../broker/runners/service-node/eligible.ts'
import { PATIENCE } from '../broker/runners/service-node/links.ts'
import type { Presence } from '../bus/presence.ts'
import { fingerprintOfKey } from '../bus/seal-key.ts'
import { usageError } from '../core/command.ts'
import { openHome } from '../nodes/home.ts'
import type { CliContext } from './context.ts'
import { EndedWith, EXIT } from './exit-code.ts'
import { notSetUp } from './servicenodes-files.ts'
import { VERSION } from './version.ts'

/** Those who answer within this time, in milliseconds, are there. */
const LISTEN_MS = 1500

/** Who is there, of all service nodes. @throws HwctlError where NATS is not to be had */
export async function present(home: string, forMs = LISTEN_MS): Promise<readonly Presence[]> {
  const settings = readBusSettings(home)
  if (!settings) throw notSetUp()
  const { Bus } = await import('../bus/bus.ts')
  await using bus = await Bus.connect(settings)
  const directory = new Directory(bus)
  await directory.ask()
  await sleep(forMs)
  return directory.present()
}

/** `hwctl servicenodes`: who is there, and how each stands. Exit code 1 where one that is known is not. */
export function listServiceNodesCommand({ env, stdout }: CliContext): Command {
  return new Command('list')
    .description('show service nodes: who is there, version, load, nodes in work')
    .option('--json', 'as JSON, one a line')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const home = openHome(env)
      const known = new KnownServiceNodes(brokerFiles(home).known).all()
      const found = new Map((await present(home)).map((one) => [one.name, one]))
      const names = [...new Set([...known.keys(), ...found.keys()])].toSorted()
      const rows = names.map((name) => rowOf(name, found.get(name), known))
      if (json) for (const row of rows) stdout.write(`${JSON.stringify(row)}\n`)
      else stdout.write(table(rows))
      if (rows.some(({ state }) => state !== 'ready')) throw new EndedWith(EXIT.someFailed)
    })
}

type Row = ReturnType<typeof rowOf>

function rowOf(name: string, presence: Presence | undefined, known: ReadonlyMap<string, KnownServiceNode>) {
  const problem = presence && whyNot(presence, known, VERSION)
  const state = !presence ? 'silent' : problem?.kind === 'service-node' ? problem.problem : 'ready'
  const { pool = known.get(name)?.pool, version, load, nodes, host, since } = presence ?? {}
  const key = presence && fingerprintOfKey(presence.key)
  return { name, pool, state, version, load, nodes, host, since, key } as const
}

const COLUMNS = ['name', 'pool', 'state', 'version', 'load', 'nodes', 'host', 'since', 'key'] as const

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return 'no service nodes\n'
  const cells = [
    COLUMNS.map(String),
    ...rows.map((row) => COLUMNS.map((column) => String(row[column] ?? '-'))),
  ]
  const widths = COLUMNS.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)))
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** `hwctl servicenodes approve`: the key that a service node shows now is its own from now on. */
export function approveCommand({ env, stdout }: CliContext): Command {
  return new Command('approve')
    .description("approve the key that a service node shows now; compare it with the agent's log first")
    .argument('<name>')
    .option('--fingerprint <text>', 'approve it only if it has this fingerprint')
    .action(async (name: string, { fingerprint }: { readonly fingerprint?: string }) => {
      const home = openHome(env)
      const found = (await present(home, PATIENCE.whoMs)).find((one) => one.name === name)
      if (!found) throw usageError(`No service node ${name} answers: is its agent running?`)
      const shown = fingerprintOfKey(found.key)
      if (fingerprint !== undefined && fingerprint !== shown)
        throw usageError(`${name} shows the key ${shown}: it is not approved`)
      const known = new KnownServiceNodes(brokerFiles(home).known)
      const key = found.key.toString('base64')
      const before = known.changing(() => {
        const had = known.all().get(name)
        known.set(name, { ...had, key, approvedAt: new Date().toISOString() })
        return had
      })
      const was =
        before?.key === undefined || before.key === key
          ? ''
          : `, in place of ${fingerprintOfKey(Buffer.from(before.key, 'base64'))}`
      stdout.write(`${name}: ${shown} approved (${found.host}, process ${found.pid})${was}\n`)
    })
}

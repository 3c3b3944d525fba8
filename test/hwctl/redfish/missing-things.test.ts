import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RECORDED, recordedTree, skip } from './recorded-machine.ts'
import { type Seen, treeMachine } from './tree-machine.ts'

/** The reading commands that between them read everything. */
const COMMANDS = [
  'rpower stat',
  'rpower bmcstate',
  'rsetboot stat',
  'rbeacon stat',
  'rvitals leds',
  'rvitals temp',
  'rvitals all',
  'rinv model serial',
  'rinv all',
  'reventlog all',
  'reventlog 3',
  'rspconfig ip gateway netmask vlan ipsrc hostname ntpservers nameservers bootmode autoreboot powerrestorepolicy timesyncmethod',
  'rspconfig hostname',
  'rspconfig timesyncmethod',
  'rspconfig userls',
  'rspconfig dump -l',
  'rflash -l',
  'rpowercap',
  'rbios get',
  'rbios pending',
  'rvmedia',
  'rcert',
]

/** What others read as well. */
const NARROWER = new Set([
  'rvitals temp',
  'rinv model serial',
  'reventlog 3',
  'rspconfig hostname',
  'rspconfig timesyncmethod',
  'rbios pending',
])

/** All of them take minutes: one in so many, others for each command; HWCTL_SWEEP=1 tries all. */
const EVERY = Number(process.env.HWCTL_SWEEP ?? 13)

type Body = Readonly<Record<string, unknown>>

function treeOf(file: string): ReadonlyMap<string, Body> {
  const entries: [string, Body][] = Object.entries(recordedTree(file))
  return new Map(entries.map(([path, body]) => [path.replace(/(?<=.)\/$/, ''), body]))
}

/** What an answer must be, whatever is missing: lines, or one error that an operator can read; a program error is none. */
function isHonest({ lines, error, text }: Seen, what: string, honest: readonly string[]): void {
  assert.ok(lines.length > 0 || error, `${what}: silence`)
  assert.ok(!error || honest.includes(error.kind), `${what}: ${JSON.stringify(error)}`)
  assert.doesNotMatch(text, /undefined|NaN|\[object|@odata|\bnull\b|[{}]/, what)
}

/** The last of a collection's members stands for all of them. */
function kindsOf(reads: readonly string[]): readonly string[] {
  const kinds = new Map(reads.map((path) => [path.replace(/\/[^/]*$/, ''), path]))
  return [...new Set(kinds.values())]
}

/** Without these there is no machine, or no log to be read, and a 404 is what there is to say. */
const NEEDED =
  /^\/redfish\/v1(\/Systems(\/[^/]+)?)?$|^rpower bmcstate .*\/Managers\/|^rspconfig .*\/Managers\/[^/]+$|^reventlog .*\/Entries$/

/** Of several settings some of which a machine does not have anyway, that is the error. */
const NOT_THERE = ['bmc', 'unsupported']

function isNeeded(command: string, path: string): boolean {
  return NEEDED.test(path) || NEEDED.test(`${command} ${path}`)
}

/** Properties at any depth, but settings of the BIOS and what vendors have put in. */
function namesIn(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) namesIn(one, names)
  else if (typeof value === 'object' && value !== null)
    for (const [name, inside] of Object.entries(value)) {
      names.add(name)
      if (name !== 'Attributes' && name !== 'Oem') namesIn(inside, names)
    }
}

function without(value: unknown, name: string, instead: 'absent' | null): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, name, instead))
  if (typeof value !== 'object' || value === null) return value
  const left: Record<string, unknown> = {}
  for (const [key, inside] of Object.entries(value))
    if (key !== name) left[key] = without(inside, name, instead)
    else if (instead === null) left[key] = null
  return left
}

for (const [file, system] of RECORDED)
  describe(`the recorded ${file}, of which something is missing, says so or does without`, { skip }, () => {
    test('each resource in turn (404)', async () => {
      const tree = treeOf(file)
      const ask = await treeMachine(system)
      for (const command of COMMANDS) {
        const { reads } = await ask(command, (path) => tree.get(path))
        for (const gone of kindsOf(reads)) {
          const seen = await ask(command, (path) => (path === gone ? undefined : tree.get(path)))
          const honest = isNeeded(command, gone) ? NOT_THERE : ['unsupported']
          isHonest(seen, `${command} without ${gone}`, honest)
        }
      }
    })

    test(`each ${EVERY}th property in turn, absent or null`, async () => {
      const tree = treeOf(file)
      const ask = await treeMachine(system)
      for (const [round, command] of COMMANDS.filter((one) => !NARROWER.has(one)).entries()) {
        const { reads } = await ask(command, (path) => tree.get(path))
        const named = new Map(reads.map((path) => [path, new Set<string>()]))
        for (const [path, names] of named) namesIn(tree.get(path), names)
        const names = new Set([...named.values()].flatMap((some) => [...some]))
        for (const [at, name] of [...names].entries()) {
          if (at % EVERY !== round % EVERY) continue
          const instead = (at + round) % 2 === 0 ? null : 'absent'
          const seen = await ask(command, (path) => {
            const body = tree.get(path)
            return named.get(path)?.has(name) ? (without(body, name, instead) as Body) : body
          })
          const isRoot = ['Systems', '@odata.id'].includes(name)
          isHonest(seen, `${command} with ${name} ${instead}`, [
            'unsupported',
            isRoot ? 'malformed' : 'node-info',
          ])
        }
      }
    })
  })

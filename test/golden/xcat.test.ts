import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { suite, test } from 'node:test'
import { commandNames } from '../../src/commands/registry.ts'
import { blockOf, commandsWithDifferences, differencesOf } from './difference.ts'
import { type Block, blocksOf, type GoldenMachine, replay, textOf } from './golden.ts'
import { recordedRest } from './recorded-rest.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const RECORDED = resolve(ROOT, '../shared/golden/xcat-agent-on-phosphor-rest.txt')
const BODIES = resolve(ROOT, '../shared/samples/openbmc-rest/live-phosphor-rest')
const PHOSPHOR = { protocol: 'openbmc', flavour: 'phosphor' } as const

/** Commands that were recorded while the machine changed its state; the others saw the bodies that are kept. */
const ON_SIMULATOR = ['rpower', 'rsetboot']

const missing = [RECORDED, BODIES].filter((path) => !existsSync(path)).join(', ')
const skip = missing === '' ? false : `NOT COMPARED with xCAT: ${missing} is not there`
if (skip && process.env.CI !== undefined) throw new Error(skip)

// xCAT prints times in the zone of the host that it runs on.
process.env.TZ = 'UTC'

suite('the lines recorded from xCAT', { concurrency: 2, skip }, () => {
  for (const name of commandNames())
    test(name, async (t) => {
      const recorded = recordedBlocks(name)
      const ours = await replay(t, recorded, machineFor(name))
      assert.equal(textOf(ours), textOf(await expected(name, recorded)))
    })
})

test('every difference from the recorded lines is one, and is documented', { skip }, async () => {
  const page = readFileSync(resolve(ROOT, 'docs/differences-from-xcat.md'), 'utf8')
  for (const name of commandsWithDifferences())
    for (const difference of await differencesOf(name)) {
      const block = blockOf(difference, recordedBlocks(name))
      assert.ok(block, `${difference.command} was not recorded`)
      assert.notDeepEqual(difference.lines, block.lines, difference.command)
      assert.ok(page.includes(difference.documented), difference.command)
    }
})

/** What must come: the recorded lines, or ours where they differ on purpose. */
async function expected(name: string, recorded: readonly Block[]): Promise<readonly Block[]> {
  const differing = new Map((await differencesOf(name)).map((one) => [blockOf(one, recorded), one.lines]))
  return recorded.map((block) => ({ ...block, lines: differing.get(block) ?? block.lines }))
}

function machineFor(name: string): GoldenMachine {
  return { options: PHOSPHOR, ...(!ON_SIMULATOR.includes(name) && { answer: recordedRest(BODIES) }) }
}

function recordedBlocks(name: string): readonly Block[] {
  const blocks = blocksOf(readFileSync(RECORDED, 'utf8'))
  return blocks.filter(({ command }) => command.split(' ')[0] === name)
}

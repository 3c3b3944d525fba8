import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { type Block, blocksOf, replay } from './golden.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const RECORDED = '../shared/golden/xcat-agent-on-phosphor-rest.txt'

const ALLOWED_POWER = 'STDERR Allowed: on off softoff reset boot cycle nmi stat bmcstate bmcreboot'

/** Where our lines are others than those recorded from xCAT, and the words in docs/differences-from-xcat.md that say so. */
const DIFFERENCES: readonly (Block & { readonly documented: string })[] = [
  {
    command: 'rpower N bogus',
    lines: ['STDERR Error: Unsupported command: rpower bogus', ALLOWED_POWER, '(rc 1)'],
    documented: 'usage errors go to stdout, one line per node',
  },
  {
    command: 'rpower N',
    lines: ['STDERR Error: No option specified for rpower', ALLOWED_POWER, '(rc 1)'],
    documented: 'usage errors go to stdout, one line per node',
  },
  {
    command: 'rpower N on off',
    lines: [
      'STDERR Error: Only one option is supported at the same time for rpower',
      ALLOWED_POWER,
      '(rc 1)',
    ],
    documented: 'usage errors go to stdout, one line per node',
  },
  {
    command: 'rsetboot N floppy',
    lines: [
      'STDERR N: [server]: Error: Not supported by this machine: boot from floppy over openbmc',
      '(rc 1)',
    ],
    documented: '`floppy` is `Unsupported command` for OpenBMC',
  },
]

test('the lines recorded from xCAT', async (t) => {
  const recorded = recordedBlocks()
  if (!recorded && process.env.CI === undefined)
    return t.skip(`NOT COMPARED with xCAT: ${RECORDED} is not there`)
  assert.ok(recorded, `${RECORDED} is not there`)
  const ours = await replay(t, recorded, { protocol: 'openbmc', flavour: 'phosphor' })
  const differing = ours.filter(({ lines }, at) => lines.join('\n') !== recorded[at]?.lines.join('\n'))
  assert.deepEqual(
    differing,
    DIFFERENCES.map(({ command, lines }) => ({ command, lines })),
  )
})

test('every difference from the recorded lines is documented', () => {
  const page = readFileSync(resolve(ROOT, 'docs/differences-from-xcat.md'), 'utf8')
  for (const { command, documented } of DIFFERENCES) assert.ok(page.includes(documented), command)
})

function recordedBlocks(): readonly Block[] | undefined {
  const path = resolve(ROOT, RECORDED)
  if (!existsSync(path)) return undefined
  const blocks = blocksOf(readFileSync(path, 'utf8'))
  return blocks.filter(({ command }) => /^(rpower|rsetboot) /.test(command))
}

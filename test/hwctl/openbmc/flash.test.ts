import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { runningLines, tableLines } from '../../../src/commands/rflash/lines.ts'
import type { OpenBmcClient } from '../../../src/hwctl/openbmc/client/request.ts'
import { firmwareList } from '../../../src/hwctl/openbmc/flash-actions.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

function listOf(file: string) {
  const body = JSON.parse(readFileSync(`${SAMPLES}/${file}`, 'utf8'))
  const json = 'data' in body ? body : { data: body }
  const request = async ({ path }: { path: string }) => ({ status: 200, headers: {}, json, text: '', path })
  const session = { rest: { endpoint: { host: '127.0.0.1', port: 443 } }, request }
  return firmwareList({ session, signal: new AbortController().signal } as unknown as OpenBmcClient)
}

const WARNING = 'WARNING, The current firmware is unable to detect running firmware version.'

/** The table without its head, and the lines of what runs. */
const RECORDED = [
  {
    file: 'issues/software-enumerate-2017-06.json',
    table: ['409b4fc9 BMC     Active     v1.99.6-29-ga956295-dirty', WARNING],
    running: [],
  },
  {
    file: 'issues/software-enumerate-2020-06.json',
    table: ['00f13caf BMC     Active     2.9.0-dev-182-g794e2e55b', WARNING],
    running: [],
  },
  {
    file: 'live-bmcweb/software-enumerate.json',
    table: [
      '221d9020 Host    Active(*)  IBM-witherspoon-redbud-ibm-OP9_v1.19_1.33',
      '2bd96ea5 BMC     Ready(+)   ibm-v2.2-0-r1',
      '9d3cd65f BMC     Active(+)  uploaded-9d3cd65f',
      '9e55358e BMC     Active(*)  ibm-v2.1-438-g0030304-r3-0-gfea8585',
    ],
    running: [
      'BMC Firmware Product: ibm-v2.1-438-g0030304-r3-0-gfea8585 (Active)*',
      'HOST Firmware Product: IBM-witherspoon-redbud-ibm-OP9_v1.19_1.33 (Active)*',
    ],
  },
] as const

describe('firmware of recorded bodies', { skip }, () => {
  for (const { file, table, running } of RECORDED)
    test(file, async () => {
      const list = await listOf(file)
      assert.deepEqual(tableLines(list).slice(2), table)
      assert.deepEqual(runningLines(list), running)
    })

  test('a host image with parts and no version of its own', async () => {
    const { images } = await listOf('issues/software-enumerate-2017-08.json')
    const host = images.find(({ purpose }) => purpose === 'host')
    assert.equal(host?.version, '')
    assert.equal(host?.extended.length, 11)
  })
})

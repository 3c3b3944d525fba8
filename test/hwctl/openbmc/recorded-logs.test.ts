import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import { service } from '../../../src/simulator/service.ts'
import { simulated } from '../../cli/terminal.ts'
import { answerOf, nodeOf } from '../../contract/machines.ts'
import { memoryPins } from '../../rest/web-server.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

const LOG = '/xyz/openbmc_project/logging/enumerate'
const ENTRY = '/xyz/openbmc_project/logging/entry'
const CHASSIS = '/xyz/openbmc_project/inventory/system/chassis'

/** `reventlog all --utc` of a BMC whose log has this body; objects alone are put into the envelope. */
async function logOf(t: TestContext, body: object) {
  const shown = { status: 200, body: 'data' in body ? { ...body } : { data: body } }
  const options = { nodes: 1, protocol: 'openbmc', flavour: 'phosphor' } as const
  const { bmcs } = await simulated(t, options, (bmc, request) =>
    request.path === LOG ? shown : service(bmc, request),
  )
  const { invocation, view } = await parse('reventlog', ['all', '--utc', '--policy-table', 'none'])
  const run = { signal: new AbortController().signal, fanout: 1, cwd: '/', trace: false }
  const runner = inProcessRunner({ pins: memoryPins() })
  const answer = answerOf(await Array.fromAsync(runner.run(invocation, bmcs.map(nodeOf), run)))
  return { ...answer, lines: answer.error ? [] : view.result(answer.value) }
}

const LIVE = [
  `05/12/2017 02:43:55 [1]: org.open_power.Error.Host.Event.Event||${CHASSIS}/motherboard/cpu0, Resolved: 0 [LED]`,
  `05/12/2017 21:31:01 [2]: xyz.openbmc_project.Inventory.Error.NotPresent||${CHASSIS}/powersupply1, Resolved: 0 [LED]`,
  `05/13/2017 16:18:06 [3]: xyz.openbmc_project.State.Shutdown.ThermalEvent.Error.Processor||${CHASSIS}/motherboard/cpu1, Resolved: 1 [LED]`,
]

const RECORDED = [
  ['live-phosphor-rest/logging-enumerate.json', LIVE],
  ['live-bmcweb/logging-enumerate.json', LIVE],
  [
    'issues/logging-entries-2018-04.json',
    [
      '04/20/2018 14:03:42 [2]: xyz.openbmc_project.Led.Fru.Monitor.Error.InventoryPathError (PID: 1172), Resolved: 0',
    ],
  ],
  [
    'issues/logging-enumerate-2017-03.json',
    [
      '03/20/2017 22:09:48 [1]: org.open_power.Error.Host.Event.Event, Resolved: 0',
      'No time [2]: , Resolved: 0',
    ],
  ],
] as const

describe('recorded logs', { skip, concurrency: true }, () => {
  for (const [file, lines] of RECORDED)
    test(file, async (t) => {
      const answer = await logOf(t, JSON.parse(readFileSync(`${SAMPLES}/${file}`, 'utf8')))
      assert.deepEqual(answer.lines, lines)
    })

  test('the event id of 2018 is kept', async (t) => {
    const file = `${SAMPLES}/issues/logging-entries-2018-04.json`
    const { value } = await logOf(t, JSON.parse(readFileSync(file, 'utf8')))
    const { entries } = value as { entries: readonly { eventId?: string; severity?: string }[] }
    assert.deepEqual([entries[0]?.eventId, entries[0]?.severity], ['FQPSPCR0031G', 'Error'])
  })
})

describe('forms that entries come in', { concurrency: true }, () => {
  for (const resolved of [1, true, '1', 'true'])
    test(`Resolved ${JSON.stringify(resolved)} is resolved`, async (t) => {
      const { lines } = await logOf(t, { [`${ENTRY}/7`]: { Message: 'a.b', Resolved: resolved } })
      assert.deepEqual(lines, ['No time [7]: a.b, Resolved: 1'])
    })

  test('times and ids as text, trailing blanks, a map of additional data, associations with a small letter', async (t) => {
    const entry = {
      Id: '10',
      Timestamp: '1500000000000',
      Message: 'not a dotted name  ',
      AdditionalData: { _PID: '77', NOTE: 'x' },
      associations: [['callout', 'fault', '/c/0']],
      Resolved: '0',
    }
    const { lines } = await logOf(t, { [`${ENTRY}/10`]: entry, [`${ENTRY}/9`]: { ...entry, Id: 9 } })
    assert.deepEqual(
      lines,
      ['9', '10'].map(
        (id) => `07/14/2017 02:40:00 [${id}]: not a dotted name||/c/0 (PID: 77), Resolved: 0 [LED]`,
      ),
    )
  })

  test('properties that are absent, null or of another type cost the property, not the entry', async (t) => {
    const bad = {
      Timestamp: null,
      Message: 5,
      AdditionalData: 'x',
      Associations: [[1]],
      Severity: {},
      Resolved: null,
    }
    const { lines } = await logOf(t, { [`${ENTRY}/1`]: bad, [`${ENTRY}/2`]: {} })
    assert.deepEqual(lines, ['No time [1]: , Resolved: 0', 'No time [2]: , Resolved: 0'])
  })

  test('an entry that is no object is told of, with its place', async (t) => {
    const { error } = await logOf(t, { [`${ENTRY}/1`]: 'gone' })
    assert.deepEqual(error?.kind === 'malformed' && error.path, `${ENTRY}/1`)
  })

  for (const data of [null, {}])
    test(`a log that is ${JSON.stringify(data)} is empty`, async (t) => {
      assert.deepEqual((await logOf(t, { data })).lines, ['No attributes returned from the BMC.'])
    })
})

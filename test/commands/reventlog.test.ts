import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

// xCAT prints times in the zone of the host that it runs on.
process.env.TZ = 'Asia/Kolkata'

const ENTRY = {
  id: '12',
  at: '2026-08-18T10:00:00.000Z',
  severity: 'Error',
  message: 'xyz.openbmc_project.Common.Error.X',
  resolved: false,
  callouts: [],
  details: [],
}

async function callOf(...words: string[]) {
  return (await parse('reventlog', words)).invocation.call
}

async function line(entry: object, ...words: string[]) {
  const { view } = await parse('reventlog', words)
  return view.result({ entries: [{ ...ENTRY, ...entry }] })[0]
}

function usage(problem: string) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.equal(thrown.facts.problem, problem)
    return true
  }
}

describe('the words of reventlog (xcat-contract 1.11)', () => {
  test('nothing and all list everything, N the last N', async () => {
    assert.deepEqual(await callOf(), { capability: 'eventlog', op: 'list', input: {} })
    assert.deepEqual((await callOf('all')).input, {})
    assert.deepEqual((await callOf('5')).input, { last: 5 })
  })

  test('clear clears', async () => assert.equal((await callOf('clear')).op, 'clear'))

  test('resolved= takes ids, each once, or LED in any case', async () => {
    assert.deepEqual((await callOf('resolved=3,4,3')).input, { ids: ['3', '4'], manyNodes: false })
    assert.deepEqual((await callOf('resolved=led', '--yes')).input, { ids: 'LED', manyNodes: true })
  })

  test('--follow begins with what was asked for, or with what comes', async () => {
    assert.deepEqual(await callOf('--follow'), { capability: 'eventlog', op: 'follow', input: { last: 0 } })
    assert.deepEqual((await callOf('all', '-f')).input, { last: 'all' })
    assert.deepEqual((await callOf('10', '-f', '--policy-table', 'x')).input, { last: 10, policyFile: 'x' })
  })
})

const NO_IDS = "Usage error. Provide a comma separated list of IDs to be resolved. Example: 'resolved=x,y,z'"

describe('what reventlog refuses, in xCAT’s words (xcat-contract 1.11)', () => {
  for (const word of ['resolved', 'resolved=', 'resolved=,'])
    test(word, () => assert.rejects(callOf(word), usage(NO_IDS)))
  test('two words', () =>
    assert.rejects(callOf('all', '3'), usage('Only one option is supported at the same time for reventlog')))
  for (const word of ['bogus', '0', '-1x', 'constructor'].filter((word) => !word.startsWith('-')))
    test(word, () => assert.rejects(callOf(word), usage(`Unsupported command: reventlog ${word}`)))
  test('-s', () => assert.rejects(callOf('-s'), usage('Unknown option: -s')))
  test('options where they mean nothing', async () => {
    await assert.rejects(
      callOf('clear', '--follow'),
      usage('Option --follow does not go with reventlog clear'),
    )
    await assert.rejects(callOf('all', '--yes'), usage('Option --yes goes with resolved='))
  })
})

describe('the lines of reventlog (xcat-contract 1.11)', () => {
  test('local time, or UTC', async () => {
    assert.match((await line({})) ?? '', /^08\/18\/2026 15:30:00 \[12\]: /)
    assert.match((await line({}, '--utc')) ?? '', /^08\/18\/2026 10:00:00 \[12\]: /)
  })

  test('with PID and callout', async () => {
    assert.equal(
      await line({ pid: 1234, callouts: ['/c/0', '/c/1'] }, '--utc'),
      '08/18/2026 10:00:00 [12]: xyz.openbmc_project.Common.Error.X||/c/0 (PID: 1234), Resolved: 0 [LED]',
    )
  })

  test('without a PID no parenthesis is left open', async () => {
    assert.equal(
      await line({ resolved: true }, '--utc'),
      '08/18/2026 10:00:00 [12]: xyz.openbmc_project.Common.Error.X, Resolved: 1',
    )
  })

  test('an event of the policy table, and one that is not in it', async () => {
    const policy = { eventType: 'Power', severity: 'Critical', message: 'Gone', subsystem: 'PSU' }
    assert.equal(
      await line({ policy, pid: 7 }, '--utc'),
      '08/18/2026 10:00:00 [12]: Power, (Critical) Gone (AffectedSubsystem: PSU, PID: 7), Resolved: 0',
    )
    assert.equal(
      await line({ policy: null, pid: 7 }, '--utc'),
      '08/18/2026 10:00:00 [12]: Not found in policy table: xyz.openbmc_project.Common.Error.X (PID: 7), Resolved: 0',
    )
  })

  test('no time, an empty log, a cleared one', async () => {
    assert.match((await line({ at: undefined })) ?? '', /^No time \[12\]: /)
    const { view } = await parse('reventlog', [])
    assert.deepEqual(view.result({ entries: [] }), ['No attributes returned from the BMC.'])
    assert.deepEqual((await parse('reventlog', ['clear'])).view.result({ cleared: true }), ['Logs cleared'])
  })

  test('what is said while resolving', async () => {
    const { view } = await parse('reventlog', ['resolved=12,13'])
    const said = [
      { said: 'resolving', ids: ['12', '13'] },
      { said: 'resolved', id: '12' },
      { said: 'resolved-already', id: '13' },
      { said: 'not-tried', ids: ['14', '15'] },
    ]
    assert.deepEqual(
      said.flatMap((note) => view.note?.(note) ?? []),
      [
        'Attempting to resolve the following log entries: 12,13...',
        'Resolved 12',
        'Not resolving already resolved eventlog ID 13',
        'Not tried: 14,15',
      ],
    )
    const nothing = { resolved: [], already: [] }
    assert.deepEqual(view.result(nothing), ['No event log entries needed to be resolved'])
  })
})

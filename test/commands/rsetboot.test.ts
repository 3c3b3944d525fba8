import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

async function callOf(...words: string[]) {
  return (await parse('rsetboot', words)).invocation.call
}

function usage(problem: RegExp) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    return true
  }
}

const TARGETS = [
  ['net', 'network', 'Network'],
  ['hd', 'hard-drive', 'Hard Drive'],
  ['cd', 'cd', 'CD/DVD'],
  ['def', 'default', 'Default'],
  ['default', 'default', 'Default'],
  ['usb', 'usb', 'USB'],
  ['http', 'http', 'HTTP'],
  ['setup', 'bios-setup', 'BIOS Setup'],
  ['floppy', 'floppy', 'Floppy'],
] as const

describe('rsetboot', () => {
  for (const [word, target, text] of TARGETS)
    test(`${word} sets ${target}, which reads ${text}`, async () => {
      const { invocation, view } = await parse('rsetboot', [word])
      assert.deepEqual(invocation.call.input, { target, persistent: false })
      assert.deepEqual(view.result({ target, persistent: false, reported: '' }), [text])
    })

  for (const words of [[], ['stat']])
    test(`'${words.join(' ')}' shows what is set`, async () =>
      assert.equal((await callOf(...words)).op, 'getBoot'))

  test('-p makes it permanent, wherever it stands', async () => {
    for (const words of [
      ['-p', 'hd'],
      ['hd', '-p'],
      ['hd', '--persistent'],
    ])
      assert.deepEqual((await callOf(...words)).input, { target: 'hard-drive', persistent: true })
  })

  test('--uefi and --bios choose the mode, one of them', async () => {
    assert.deepEqual((await callOf('net', '--uefi')).input, {
      target: 'network',
      persistent: false,
      mode: 'uefi',
    })
    assert.deepEqual((await callOf('net', '--bios')).input, {
      target: 'network',
      persistent: false,
      mode: 'bios',
    })
    await assert.rejects(callOf('net', '--bios', '--uefi'), usage(/Only one of/))
  })

  test('a source that has no name here is told as the BMC words it', async () => {
    const { view } = await parse('rsetboot', ['stat'])
    const odd = { target: 'other', persistent: true, reported: 'Diags' }
    assert.deepEqual(view.result(odd), ['Can not get valid rsetboot status, the data is Diags'])
  })

  test('refuses what it does not know, in xCAT’s words', async () => {
    await assert.rejects(callOf('bogus'), usage(/^Unsupported command: rsetboot bogus$/))
    await assert.rejects(callOf('toString'), usage(/^Unsupported command: rsetboot toString$/))
    await assert.rejects(
      callOf('net', 'hd'),
      usage(/^Only one option is supported at the same time for rsetboot$/),
    )
    await assert.rejects(callOf('stat', '--uefi'), usage(/takes neither/))
    await assert.rejects(callOf('net', '-u'), usage(/^Unknown option: -u$/))
  })
})

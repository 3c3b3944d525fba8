import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

function usage(problem: RegExp) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    return true
  }
}

async function parsed(...words: string[]) {
  const { invocation, view } = await parse('rbios', words)
  return {
    op: invocation.call.op,
    input: invocation.call.input,
    lines: (value: unknown) => view.result(value),
  }
}

describe('rbios', () => {
  test('get shows all settings, or those that are named, once each', async () => {
    assert.deepEqual((await parsed('get')).input, {})
    assert.deepEqual((await parsed('get', 'A', 'B', 'A')).input, { names: ['A', 'B'] })
    const attributes = [
      { name: 'BootMode', value: 'Uefi' },
      { name: 'Cores', value: 8 },
      { name: 'Sata', value: false },
      { name: 'Password', value: null },
    ]
    assert.deepEqual((await parsed('get')).lines({ attributes }), [
      'BootMode: Uefi',
      'Cores: 8',
      'Sata: false',
      'Password: N/A',
    ])
  })

  test('set takes values with anything in them, and says when they take effect', async () => {
    const { input, lines } = await parsed('set', 'AssetTag=a=b c', 'BootMode=')
    assert.deepEqual(input, {
      wishes: [
        { name: 'AssetTag', value: 'a=b c' },
        { name: 'BootMode', value: '' },
      ],
    })
    const attributes = [
      { name: 'BootMode', value: 'Bios', current: 'Uefi' },
      { name: 'NumLock', value: 'On', current: 'On' },
      { name: 'New', value: 1 },
    ]
    assert.deepEqual(lines({ attributes }), [
      'BootMode: Bios (at the next restart, now Uefi)',
      'NumLock: On (as it is)',
      'New: 1 (at the next restart)',
    ])
  })

  test('pending says what the next restart will change, or that it is nothing', async () => {
    const { op, lines } = await parsed('pending')
    assert.equal(op, 'getPending')
    assert.deepEqual(lines({ attributes: [], toDefault: false }), ['Nothing pending'])
    assert.deepEqual(lines({ attributes: [{ name: 'A', value: 1, current: 2 }], toDefault: true }), [
      'All settings: to default at the next restart',
      'A: 1 (at the next restart, now 2)',
    ])
  })

  test('reset-to-default says when', async () => {
    const { op, lines } = await parsed('reset-to-default')
    assert.equal(op, 'resetToDefault')
    assert.deepEqual(lines({ toDefault: true }), ['All settings: to default at the next restart'])
  })

  for (const [words, problem] of [
    [[], /No option specified for rbios/],
    [['BootMode=Uefi'], /Unsupported command: rbios BootMode=Uefi/],
    [['set'], /wants NAME=VALUE/],
    [['set', 'BootMode'], /wants NAME=VALUE, not 'BootMode'/],
    [['set', '=Uefi'], /wants NAME=VALUE/],
    [['set', 'A=1', 'A=2'], /'A' is given twice/],
    [['get', 'BootMode=Uefi'], /rbios set sets/],
    [['pending', 'BootMode'], /takes no more words/],
    [['reset-to-default', 'now'], /takes no more words/],
  ] as const)
    test(`'${words.join(' ')}' is refused`, () => assert.rejects(parsed(...words), usage(problem)))
})

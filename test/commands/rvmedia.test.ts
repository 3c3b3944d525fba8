import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

const ISO = 'http://10.1.0.1/debian.iso'

function usage(problem: RegExp) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    return true
  }
}

async function parsed(...words: string[]) {
  const { invocation, view } = await parse('rvmedia', words)
  return {
    op: invocation.call.op,
    input: invocation.call.input,
    lines: (value: unknown) => view.result(value),
  }
}

describe('rvmedia', () => {
  for (const words of [[], ['list']])
    test(`'${words.join(' ')}' shows the slots`, async () => {
      const { op, lines } = await parsed(...words)
      assert.equal(op, 'list')
      const slots = [
        { slot: '1', types: ['CD', 'DVD'], image: ISO, writeProtected: true },
        { slot: '2', types: ['USBStick'], image: 'nfs://10.1.0.1/a.img', writeProtected: false },
        { slot: '3', types: ['CD'] },
        { slot: '4', types: [] },
      ]
      assert.deepEqual(lines({ slots }), [
        `1: ${ISO} (CD, DVD, write-protected)`,
        '2: nfs://10.1.0.1/a.img (USBStick, writable)',
        '3: empty (CD)',
        '4: empty',
      ])
    })

  test('insert takes an image, a slot, and whether the node may write', async () => {
    assert.deepEqual((await parsed('insert', ISO)).input, { image: ISO })
    assert.deepEqual((await parsed('insert', ISO, 'CD', '--writable')).input, {
      image: ISO,
      slot: 'CD',
      writeProtected: false,
    })
    const { input, lines } = await parsed('insert', '--write-protected', ISO)
    assert.deepEqual(input, { image: ISO, writeProtected: true })
    assert.deepEqual(lines({ slot: '1', types: ['CD'], image: ISO }), [`1: ${ISO} (CD)`])
  })

  test('eject says what was in there, or that nothing was', async () => {
    assert.deepEqual((await parsed('eject')).input, {})
    const { input, lines } = await parsed('eject', 'CD')
    assert.deepEqual(input, { slot: 'CD' })
    assert.deepEqual(lines({ ejected: [{ slot: 'CD', types: [], image: ISO }] }), [`CD: empty, was ${ISO}`])
    assert.deepEqual(lines({ ejected: [] }), ['CD: empty already'])
    assert.deepEqual((await parsed('eject')).lines({ ejected: [] }), ['Every slot: empty already'])
  })

  for (const [words, problem] of [
    [['insert'], /wants a URI/],
    [['insert', 'debian.iso'], /wants a URI/],
    [['insert', 'cifs://jo:secret@10.1.0.1/a.iso'], /No passwords in the URI/],
    [['insert', ISO, 'CD', 'DVD'], /Too many words/],
    [['insert', ISO, '--writable', '--write-protected'], /Only one of/],
    [['eject', '--writable'], /go with rvmedia insert/],
    [['eject', 'CD', 'DVD'], /Too many words/],
    [['list', 'CD'], /takes no more words/],
    [[ISO], /Unsupported command: rvmedia/],
  ] as const)
    test(`'${words.join(' ')}' is refused`, () => assert.rejects(parsed(...words), usage(problem)))
})

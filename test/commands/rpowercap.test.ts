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
  const { invocation, view } = await parse('rpowercap', words)
  return {
    op: invocation.call.op,
    input: invocation.call.input,
    lines: (value: unknown) => view.result(value),
  }
}

describe('rpowercap', () => {
  for (const words of [[], ['get']])
    test(`'${words.join(' ')}' shows the limit, what is allowed, and what is drawn`, async () => {
      const { op, lines } = await parsed(...words)
      assert.equal(op, 'getLimit')
      assert.deepEqual(lines({ limitWatts: 1453, minWatts: 500, maxWatts: 3050, drawnWatts: 252 }), [
        'Power limit: 1453 W',
        'Allowed: from 500 W to 3050 W',
        'Drawn: 252 W',
      ])
      assert.deepEqual(lines({ maxWatts: 800 }), ['Power limit: off', 'Allowed: to 800 W'])
      assert.deepEqual(lines({}), ['Power limit: off'])
    })

  test('set takes a number of watts, or off, and shows what was read back', async () => {
    assert.deepEqual((await parsed('set', '450')).input, { limit: { watts: 450 } })
    assert.deepEqual((await parsed('set', 'off')).input, { limit: 'off' })
    assert.deepEqual((await parsed('set', '450')).lines({ limitWatts: 450, drawnWatts: 7 }), [
      'Power limit: 450 W',
    ])
  })

  for (const [words, problem] of [
    [['set'], /wants a number of watts, or off/],
    [['set', '0'], /not '0'/],
    [['set', '12kW'], /not '12kW'/],
    [['set', '-5'], /Unknown option|not '-5'/],
    [['set', '1', '2'], /Too many words/],
    [['get', 'x'], /Too many words/],
    [['450'], /Unsupported command: rpowercap 450/],
  ] as const)
    test(`'${words.join(' ')}' is refused`, () => assert.rejects(parsed(...words), usage(problem)))
})

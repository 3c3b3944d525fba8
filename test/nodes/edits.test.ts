import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../../src/core/node.ts'
import { alterationFor, parseEdits } from '../../src/nodes/edits.ts'
import { problemOfAsync } from './problem.ts'

const asked = async () => new Secret('asked for')

async function altered(...words: readonly string[]) {
  return alterationFor(await parseEdits(words, asked), 'n2', 1)
}

async function passwordOf(word: string): Promise<unknown> {
  const value = (await altered(word)).values.get('password')
  return value instanceof Secret ? value.reveal() : { stored: value }
}

test('words set and take away attributes', async () => {
  const { values } = await altered('bmc=10.0.0.{1-2}:8443', 'rack=')
  assert.deepEqual(Object.fromEntries(values), { bmc: '10.0.0.2', port: '8443', rack: null })
})

test('groups are set, joined and left', async () => {
  assert.deepEqual((await altered('groups=a,b,all,a')).groups, ['a', 'b'])
  assert.deepEqual((await altered('groups=')).groups, [])
  const { join, leave } = await altered('groups+=x{1-2}', 'groups-=y')
  assert.deepEqual([join, leave], [['x2'], ['y']])
})

test('a password is a secret unless it refers to one', async () => {
  assert.equal(await passwordOf('password=a{1-3}=b+c'), 'a{1-3}=b+c')
  assert.equal(await passwordOf('password=-'), 'asked for')
  assert.equal(await passwordOf('password=-x'), '-x')
  assert.deepEqual(await passwordOf('password=env:PW'), { stored: 'env:PW' })
  assert.deepEqual(await passwordOf("password=exec:awk '{print $1}' x"), {
    stored: "exec:awk '{print $1}' x",
  })
  assert.deepEqual(await passwordOf('password='), { stored: null })
})

for (const [words, said] of [
  [['bmc'], /not ATTRIBUTE=VALUE/],
  [['rack+=x'], /for groups only/],
  [['bmc=a', 'bmc=b'], /bmc is given twice/],
  [['bmc=a:1', 'port=2'], /port is given twice/],
  [['groups=a', 'groups+=b'], /make no sense/],
  [['groups=a b'], /not a name/],
  [['password=file:relative'], /path from the root/],
  [['password=env:A-B'], /name of a variable/],
  [['password=sealed:1:x'], /damaged/],
  [['1a=b'], /a tag is named/],
] as const)
  test(`"${words.join(' ')}" is a mistake`, async () =>
    assert.match(await problemOfAsync(() => altered(...words)), said))

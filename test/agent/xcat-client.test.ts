import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeInfo } from '../../src/core/node.ts'
import type { Script } from './fake-runner.ts'
import { startAgent } from './fixture.ts'
import { xcat } from './xcat-client.ts'

const INFO = { bmc: '127.0.0.1', bmcip: '127.0.0.1', username: 'root', password: 'x' }
const TWO = { n1: INFO, n2: INFO }

/** n1 does as it is told, n2 cannot. */
const oneOfTwo: Script = async function* (nodes, { trace }, { words }) {
  for (const node of nodes) yield* node.name === 'n1' ? works(node, trace, words[0]) : fails(node)
}

function* works(node: NodeInfo, trace: boolean, word: string | undefined): Generator<RunEvent> {
  const { name } = node
  if (trace && node.protocol !== 'auto')
    yield {
      kind: 'trace',
      node: name,
      protocol: node.protocol,
      operation: 'login',
      at: new Date(2026, 7, 18, 10).toISOString(),
      answered: { status: 200, reason: 'OK' },
    }
  yield { kind: 'status', node: name, status: 'powering-on', at: '' }
  yield { kind: 'result', node: name, value: word ?? 'nothing said' }
}

function* fails({ name }: NodeInfo): Generator<RunEvent> {
  const error = {
    kind: 'connect',
    host: '127.0.0.1',
    port: 443,
    reason: 'timeout',
    phase: 'login',
  } as const
  yield { kind: 'warning', node: name, error: { kind: 'usage', problem: 'careful' } }
  yield { kind: 'failure', node: name, error }
}

for (const module of ['openbmc', 'redfish'])
  test(`mgt=${module}: lines, errors, statuses and exit code are what xCAT's operators know`, async (t) => {
    const { path } = await startAgent(t, oneOfTwo)
    assert.deepEqual(await xcat(path, TWO, ['rpower', 'on'], ['--module', module]).seen(), {
      stdout: ['STATUS powering-on=n1', 'n1: on'],
      stderr: [
        'Warning: [mn]: n2: careful',
        "n2: [mn]: Error: Login to BMC failed: Can't connect to 127.0.0.1:443 (timeout).",
      ],
      code: 1,
    })
  })

test('no words, a debug mode', async (t) => {
  const { path } = await startAgent(t, oneOfTwo)
  const { stdout, code } = await xcat(path, { n1: INFO }, ['rpower'], ['--debugmode', '1']).seen()
  assert.deepEqual(stdout, [
    'Tue Aug 18 10:00:00 2026 n1: [openbmc_debug] login 200 OK',
    'STATUS powering-on=n1',
    'n1: nothing said',
  ])
  assert.equal(code, 0)
})

for (const [words, options, text] of [
  [['renergy'], [], 'command renergy is not supported'],
  [['rpower', 'stat'], ['--module', 'ipmi'], 'Could not find manager for ipmi'],
] as const)
  test(`${words.join(' ')} ${options.join(' ')}: ${text}`, async (t) => {
    const { path } = await startAgent(t)
    const { stderr, code } = await xcat(path, TWO, words, options).seen()
    assert.deepEqual([stderr, code], [[`Error: [mn]: ${text}`], 1])
  })

test('a client that reads late, with one recv for each body, gets every body whole', async (t) => {
  const text = 'ä'.repeat(12_000)
  const script: Script = async function* ([node]) {
    for (let count = 0; node && count < 500; count++)
      yield { kind: 'note', node: node.name, note: text.slice(0, 24 * count) }
    if (node) yield { kind: 'result', node: node.name, value: `${text}\n${'"'.repeat(40_000)}` }
  }
  const { path } = await startAgent(t, script)
  const client = xcat(path, { n1: INFO }, ['rpower', 'stat'], ['--wait'])
  await once(client.child.stdout, 'data')
  const other = await xcat(path, { n2: INFO }, ['rpower', 'stat']).seen()
  assert.equal(other.code, 0)
  client.child.stdin.end('\n')
  const { stdout, stderr, code } = await client.seen()
  assert.deepEqual([stderr, code], [[], 0])
  const told = stdout.slice(-504)
  assert.equal(told.at(400), `n1: ${text.slice(0, 9600)}`)
  assert.equal(told.slice(501).join('').replaceAll(/^n1: /g, ''), '"'.repeat(40_000))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ableOver } from '../../src/core/ability.ts'
import { type ErrorFacts, HwctlError } from '../../src/core/errors.ts'
import { type Executor, type Target, unsupported, untold } from '../../src/core/lifecycle.ts'

const BMC = { host: '127.0.0.1', port: 443 } as const

/** What a machine is said to be able to, by a look that does this; without one, by none. */
function ability(look?: () => Promise<unknown>) {
  const executor: Executor = {
    capability: 'lamp',
    protocol: 'redfish',
    ops: { light: { run: async () => undefined, ...(look && { look }) }, blow: unsupported },
  }
  const able = ableOver('redfish', { executor: async () => executor })
  const target = { signal: new AbortController().signal } as Target
  return (op: string) => able({ capability: 'lamp', op, input: undefined }, target)
}

test('what was looked at is known of the machine; what was not, or what no look tells, of the protocol', async () => {
  assert.deepEqual(await ability(async () => 'anything')('light'), { can: true, by: 'machine' })
  assert.deepEqual(await ability(async () => untold)('light'), { can: true, by: 'protocol' })
  assert.deepEqual(await ability()('light'), { can: true, by: 'protocol' })
  const { can, by } = await ability()('blow')
  assert.deepEqual([can, by], [false, 'protocol'])
})

test('what a machine lacks, and what its BMC refuses, it cannot do, and why is told', async () => {
  for (const error of [
    { kind: 'unsupported', what: 'lamp' },
    { kind: 'bmc', ...BMC, status: 500, message: 'Internal Error' },
    { kind: 'malformed', ...BMC, path: '/lamp', problem: 'not JSON' },
  ] as const satisfies readonly ErrorFacts[])
    assert.deepEqual(await ability(() => Promise.reject(new HwctlError(error)))('light'), {
      can: false,
      by: 'machine',
      error,
    })
})

test('a BMC that is gone, or refuses the login, is not said to be unable: that is thrown', async () => {
  for (const error of [
    { kind: 'connect', ...BMC, reason: 'Connection refused', phase: 'request' },
    { kind: 'login', ...BMC, status: 401, reason: 'Unauthorized' },
    { kind: 'trust', ...BMC, reason: 'another certificate' },
    { kind: 'cancelled', reason: 'Ctrl-C', reached: true },
  ] as const satisfies readonly ErrorFacts[])
    await assert.rejects(
      ability(() => Promise.reject(new HwctlError(error)))('light'),
      ({ facts }: HwctlError) => {
        assert.deepEqual(facts, error)
        return true
      },
    )
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import { Secret } from '../../src/core/node.ts'
import { Account, USER_GROUPS, type User, type UserNote } from '../../src/hwctl/managers/account.ts'
import { memoryPins } from '../rest/web-server.ts'
import { type Answer, answerOf, MACHINES, machine, succeeded } from './machines.ts'

const NEW = 'n3w-Passw0rd'
const JO = {
  name: 'jo',
  password: 'S3cret-Jo',
  privilege: 'priv-operator',
  groups: ['redfish', 'ssh', 'web'],
  enabled: true,
} as const

function did({ events }: Answer): readonly string[] {
  return events.flatMap((event) => (event.kind === 'note' ? [(event.note as UserNote).did] : []))
}

for (const kind of MACHINES)
  describe(`account: ${kind.name}`, { concurrency: true }, () => {
    if (!kind.can.includes('account')) {
      for (const call of [Account.list(), Account.add(JO), Account.changePassword({ to: NEW })])
        test(`${call.op} is refused`, async (t) => {
          const { call: ask } = await machine(t, kind)
          assert.equal((await ask(call)).error?.kind, 'unsupported')
        })
      return
    }

    test('1.12 userls, useradd, userch, userrm: a user is made, shown, changed, may log in, and is removed', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const hasGroups = bmc.family !== 'supermicro'
      assert.deepEqual(did(await call(Account.add(hasGroups ? JO : { ...JO, groups: USER_GROUPS }))), [
        'created',
        'password-set',
      ])
      assert.ok(bmc.knows('jo', JO.password))
      const jo = (succeeded(await call(Account.list())) as User[]).find(({ name }) => name === 'jo')
      const groups = hasGroups ? JO.groups : []
      assert.deepEqual(jo, { name: 'jo', privilege: 'priv-operator', enabled: true, groups })
      const changed = await call(
        Account.change({
          name: 'jo',
          password: NEW,
          privilege: 'priv-user',
          ...(hasGroups && { groups: ['redfish', 'web'] }),
          enabled: false,
        }),
      )
      assert.deepEqual(
        did(changed),
        ['password-updated', 'privilege', 'groups', 'disabled'].filter(
          (one) => hasGroups || one !== 'groups',
        ),
      )
      assert.ok(!bmc.knows('jo', NEW))
      assert.deepEqual(did(await call(Account.remove({ name: 'jo' }))), ['deleted'])
      assert.equal((succeeded(await call(Account.list())) as User[]).length, 1)
    })

    test('the password in use is changed, a login with it is made, and nothing shows it', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const answer = await call(Account.changePassword({ from: bmc.password, to: NEW }), { trace: true })
      assert.deepEqual(succeeded(answer), { username: bmc.username, isStored: false })
      assert.ok(bmc.knows(bmc.username, NEW))
      const states = answer.events.flatMap((event) => (event.kind === 'password' ? [event.state] : []))
      assert.deepEqual(states, ['setting', 'proved'])
      assert.ok(!JSON.stringify(answer.events).includes(NEW))
    })

    if (kind.options.protocol === 'redfish')
      test('an expired password: everything else says so and ends its session; a change of the password is the way out', async (t) => {
        const { bmc, call, requests } = await machine(t, kind)
        await bmc.set({ passwordExpired: true })
        const { error } = await call(Account.list())
        assert.ok(error?.kind === 'login' && error.passwordChangeRequired, JSON.stringify(error))
        assert.match(error.changeAt ?? '', /^\/redfish\/v1\/AccountService\/Accounts\/(root|2)$/)
        assert.equal(bmc.counters.openSessions, 0)
        assert.deepEqual(requests(), [])
        const changed = await call(Account.changePassword({ to: NEW }))
        assert.deepEqual(succeeded(changed), { username: bmc.username, isStored: false })
        assert.deepEqual(requests(), [`GET ${error.changeAt}`, `PATCH ${error.changeAt}`])
        assert.ok(bmc.knows(bmc.username, NEW) && !bmc.passwordHasExpired)
      })

    test('1.12 Current BMC password is incorrect: a wrong OLD is refused before anything is sent', async (t) => {
      const { call, requests } = await machine(t, kind)
      const { error } = await call(Account.changePassword({ from: 'wrong', to: NEW }))
      assert.ok(error?.kind === 'node-info' && /^Current BMC password is incorrect/.test(error.problem))
      assert.deepEqual(requests(), [])
    })

    test('a password that the BMC refuses changes nothing, and it is told that it was refused', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const before = bmc.password
      const answer = await call(Account.changePassword({ to: 'short' }))
      assert.equal(answer.error?.kind, 'bmc')
      assert.ok(bmc.knows(bmc.username, before))
      assert.deepEqual(
        answer.events.flatMap((event) => (event.kind === 'password' ? [event.state] : [])),
        ['setting', 'refused'],
      )
    })

    test('a pending password is tried once where the stored one is refused, and told to be the right one', async (t) => {
      const { bmc, node } = await machine(t, kind)
      bmc.password = NEW
      const runner = inProcessRunner({ pins: memoryPins() })
      const run = async (pending: string) => {
        const nodes = [{ ...node, password: new Secret('old'), pendingPassword: new Secret(pending) }]
        const options = { signal: new AbortController().signal, fanout: 1, cwd: '/', trace: false }
        return answerOf(
          await Array.fromAsync(runner.run({ command: '', words: [], call: Account.list() }, nodes, options)),
        )
      }
      const right = await run(NEW)
      succeeded(right)
      assert.ok(right.events.some((event) => event.kind === 'password' && event.state === 'proved'))
      bmc.seen.reset()
      assert.equal((await run('wrong too')).error?.kind, 'login')
      assert.equal(bmc.counters.loginsRefused, 2)
    })
  })

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { hangOnceTrue } from './hanging-bmc.ts'
import { simulated, Terminal } from './terminal.ts'

const NEW = 'n3w-Passw0rd'
/** The moments at which a process is killed: a request comes, and what happened until then. */
const MOMENTS: readonly (readonly [string, (bmc: SimulatedBmc) => boolean])[] = [
  ['before the first login', () => true],
  ['after the login, before the password is set', ({ seen }) => seen.logins === 1],
  ['after the BMC has it, before a login with it', ({ password }) => password === NEW],
  ['after that login, before anybody knows of it', ({ seen }) => seen.logins === 2],
]

const SERVERS = [
  { protocol: 'openbmc', flavour: 'phosphor' },
  { protocol: 'openbmc', flavour: 'bmcweb' },
  { protocol: 'redfish', family: 'openbmc' },
] as const

for (const server of SERVERS)
  describe(`a password is changed on ${Object.values(server).join(' ')}`, { concurrency: true }, () => {
    for (const [moment, when] of MOMENTS)
      test(`killed ${moment}: the store gets in, and another try ends it`, async (t) => {
        const [bmc] = (await simulated(t, { nodes: 1, ...server })).bmcs
        assert.ok(bmc)
        const old = bmc.password
        const terminal = new Terminal(t)
        await terminal.define(bmc, 'N')
        const hangs = hangOnceTrue(bmc, () => when(bmc))
        const running = terminal.start('rspconfig', 'N', `admin_passwd=${old},${NEW}`)
        await hangs
        running.child.kill('SIGKILL')
        await running.ended()
        bmc.latencyMs = 0
        assert.equal(await terminal.out('rpower', 'N', 'stat'), 'N: off\n')
        bmc.seen.reset()
        assert.equal(await terminal.out('rpower', 'N', 'stat'), 'N: off\n')
        assert.equal(bmc.counters.loginsRefused, 0, 'the store knows by now which one it is')
        await terminal.out('rspconfig', 'N', `admin_passwd=,${NEW}`)
        assert.equal(bmc.password, NEW)
        bmc.seen.reset()
        assert.equal(await terminal.out('rpower', 'N', 'stat'), 'N: off\n')
        assert.equal(bmc.counters.loginsRefused, 0)
      })

    test('with nobody killed: xCAT’s first line, then what was done; no file of the home has it in clear', async (t) => {
      const [bmc] = (await simulated(t, { nodes: 1, ...server })).bmcs
      assert.ok(bmc)
      const terminal = new Terminal(t)
      await terminal.define(bmc, 'N')
      const { code, out, err } = await terminal.run(
        'rspconfig',
        'N',
        `admin_passwd=${bmc.password},${NEW}`,
        '-V',
      )
      assert.equal(code, 0)
      assert.equal(
        out,
        'N: BMC Setting Password...\nN: BMC password changed. The node store has the new password.\n',
      )
      assert.ok(!err.includes(NEW))
      assert.equal(bmc.password, NEW)
      bmc.seen.reset()
      await terminal.out('rpower', 'N', 'stat')
      assert.equal(bmc.counters.loginsRefused, 0)
      for (const file of readdirSync(terminal.home))
        assert.ok(!readFileSync(join(terminal.home, file)).includes(NEW), file)
    })

    test('what the BMC refuses leaves the old one, and another can be tried', async (t) => {
      const [bmc] = (await simulated(t, { nodes: 1, ...server })).bmcs
      assert.ok(bmc)
      const terminal = new Terminal(t)
      await terminal.define(bmc, 'N')
      assert.equal((await terminal.run('rspconfig', 'N', 'admin_passwd=,short')).code, 1)
      await terminal.out('rspconfig', 'N', `admin_passwd=,${NEW}`)
      assert.equal(bmc.password, NEW)
    })
  })

test('an expired password over Redfish: the error names the way out, and that is one', async (t) => {
  const [bmc] = (await simulated(t, { nodes: 1, protocol: 'redfish', family: 'dell' })).bmcs
  assert.ok(bmc)
  const terminal = new Terminal(t)
  await terminal.define(bmc, 'N')
  await bmc.set({ passwordExpired: true })
  const { code, err } = await terminal.run('rpower', 'N', 'on')
  assert.equal(code, 1)
  assert.match(err, /rspconfig NODE admin_passwd=- does it/)
  await terminal.out('rspconfig', 'N', `admin_passwd=,${NEW}`)
  assert.equal(await terminal.out('rpower', 'N', 'stat'), 'N: off\n')
  assert.equal(bmc.password, NEW)
})

test('a password that is kept elsewhere is not changed, with the way out, and nothing is sent', async (t) => {
  const [bmc] = (await simulated(t, { nodes: 1, protocol: 'openbmc' })).bmcs
  assert.ok(bmc)
  const terminal = new Terminal(t)
  await terminal.define(bmc, 'N', 'password=exec:echo 0penBmc')
  const { code, err } = await terminal.run('rspconfig', 'N', `admin_passwd=0penBmc,${NEW}`)
  assert.equal(code, 1)
  assert.match(err, /kept in exec:echo 0penBmc, where hwctl does not write/)
  assert.equal(bmc.counters.requests, 0)
})

test('the password of another user can be asked for too, and is in no process list', async (t) => {
  const [bmc] = (await simulated(t, { nodes: 1, protocol: 'openbmc', flavour: 'phosphor' })).bmcs
  assert.ok(bmc)
  const terminal = new Terminal(t)
  await terminal.define(bmc, 'N')
  const added = await terminal.run(
    'sh',
    '-c',
    `echo ${NEW} | rspconfig N useradd=jo password=- privilege=operator`,
  )
  assert.deepEqual([added.code, added.out], [0, 'N: BMC User jo created\nN: BMC User jo password set\n'])
  await terminal.define(bmc, 'AS_JO', 'username=jo', `password=${NEW}`)
  assert.equal(await terminal.out('rpower', 'AS_JO', 'stat'), 'AS_JO: off\n')
  const none = await terminal.run('rspconfig', 'N', 'userch=jo', 'password=-')
  assert.deepEqual([none.code, none.err], [1, 'Error: No password was given; nothing was changed\n'])
})

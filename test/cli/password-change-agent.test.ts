import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { hangOnceTrue } from './hanging-bmc.ts'
import { simulated, Terminal } from './terminal.ts'

const NEW = 'n3w-Passw0rd'

/** Moments of a change by an agent that has a session already: a request comes, and what happened until then. */
const MOMENTS: readonly (readonly [string, (bmc: SimulatedBmc) => boolean])[] = [
  ['before the password is set', () => true],
  ['after the BMC has it, before a login with it', ({ password }) => password === NEW],
  ['after that login, before anybody knows of it', ({ seen }) => seen.logins === 1],
]

const VICTIMS = {
  'the agent is': ['agent'],
  'the command line is': ['command'],
  'both are': ['agent', 'command'],
} as const

describe('a password is changed by an agent', { concurrency: 3 }, () => {
  for (const [who, victims] of Object.entries(VICTIMS))
    for (const [moment, when] of MOMENTS)
      test(`${who} killed ${moment}: the store gets in, and another try ends it`, async (t) => {
        const [bmc] = (await simulated(t, { nodes: 1, protocol: 'openbmc' })).bmcs
        assert.ok(bmc)
        const terminal = new Terminal(t, '')
        await terminal.define(bmc, 'N')
        try {
          assert.equal(await terminal.out('rpower', 'N', 'stat'), 'N: off\n')
          const [, pid] = /process (\d+)/.exec(await terminal.out('hwctl', 'agent', 'status')) ?? []
          assert.ok(pid)
          bmc.seen.reset()
          const hangs = hangOnceTrue(bmc, () => when(bmc))
          const running = terminal.start('rspconfig', 'N', `admin_passwd=,${NEW}`)
          await hangs
          const closed = once(running.child, 'close')
          for (const victim of victims)
            if (victim === 'agent') process.kill(Number(pid), 'SIGKILL')
            else running.child.kill('SIGKILL')
          await closed
          const { code, err } = await running.ended()
          if (who === 'the agent is')
            assert.match(`${code} ${err}`, /^1 .*not known whether the request was carried out/s)
          bmc.latencyMs = 0
          assert.equal(await terminal.out('rpower', 'N', 'stat'), 'N: off\n')
          assert.equal(await terminal.out('rpower', 'N', 'stat', '--no-agent'), 'N: off\n')
          bmc.seen.reset()
          assert.equal(await terminal.out('rpower', 'N', 'stat', '--no-agent'), 'N: off\n')
          assert.equal(bmc.counters.loginsRefused, 0, 'the store knows by now which one it is')
          await terminal.out('rspconfig', 'N', `admin_passwd=,${NEW}`)
          assert.equal(bmc.password, NEW)
        } finally {
          await terminal.run('hwctl', 'agent', 'stop')
        }
      })
})

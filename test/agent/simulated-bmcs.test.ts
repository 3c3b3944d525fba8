import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { startFleet } from '../simulator/fleet.ts'
import { AgentProcess } from './agent-process.ts'
import { folder } from './fixture.ts'
import { holdLock, type Seen, xcat } from './xcat-client.ts'

const HWCTL = join(import.meta.dirname, '../../src/bin/hwctl.ts')

async function fleetOf(t: TestContext, protocol: 'openbmc' | 'redfish') {
  const fleet = await startFleet({ nodes: 3, protocol })
  t.after(() => fleet.close())
  return fleet
}

/** What xCAT's broker knows of simulated BMCs; it knows no port, so the address has it. */
function nodeinfo(bmcs: readonly SimulatedBmc[]) {
  const info = ({ address, port, username, password }: SimulatedBmc) => ({
    bmc: address,
    bmcip: `${address}:${port}`,
    username,
    password,
  })
  return Object.fromEntries(bmcs.map((bmc) => [bmc.name, info(bmc)]))
}

/** The agent itself, with a home of its own. */
async function agent(t: TestContext, ...words: string[]): Promise<AgentProcess> {
  const command = [process.execPath, HWCTL, 'hwctl-agent', ...words] as const
  return new AgentProcess(t, command, { HWCTL_HOME: await folder(t) })
}

/** The lines of all nodes, in the order of their names. */
function sorted({ stdout, stderr, code }: Seen) {
  return { stdout: stdout.toSorted(), stderr: stderr.toSorted(), code }
}

for (const module of ['openbmc', 'redfish'] as const) {
  test(`mgt=${module}: started by xCAT, it does one request and leaves no session open`, async (t) => {
    const fleet = await fleetOf(t, module)
    const path = await folder(t)
    const [sock, lockfile] = [join(path, 'agent.sock'), join(path, 'agent.lock')]
    await holdLock(t, lockfile)
    await writeFile(sock, '')
    const one = await agent(t, '--sock', sock, '--lockfile', lockfile)
    const seen = await xcat(sock, nodeinfo(fleet.bmcs), ['rpower', 'on'], ['--module', module]).seen()
    assert.deepEqual(sorted(seen), {
      stdout: [
        ...['STATUS powering-on=sim0001', 'STATUS powering-on=sim0002', 'STATUS powering-on=sim0003'],
        ...['sim0001: on', 'sim0002: on', 'sim0003: on'],
      ],
      stderr: [],
      code: 0,
    })
    assert.equal(await one.ended(), 0)
    assert.partialDeepStrictEqual(fleet.totals(), { logins: 3, openSessions: 0, hosts: { Running: 3 } })
  })

  test(`mgt=${module}: standalone, it serves command after command with one login, and logs out at its end`, async (t) => {
    const fleet = await fleetOf(t, module)
    const sock = join(await folder(t), 'agent.sock')
    const one = await agent(t, '--standalone', '--sock', sock)
    const nodes = nodeinfo(fleet.bmcs.slice(0, 1))
    const says = async (...words: string[]) => {
      const { stdout, stderr, code } = await xcat(sock, nodes, words, ['--module', module]).seen()
      assert.deepEqual([stderr, code], [[], 0])
      return stdout
    }
    assert.deepEqual(await says('rpower', 'stat'), ['sim0001: off'])
    assert.deepEqual(await says('rsetboot', 'net'), ['sim0001: Network'])
    assert.deepEqual(await says('rsetboot'), ['sim0001: Network'])
    assert.deepEqual(await says('rpower', 'boot'), ['STATUS powering-on=sim0001', 'sim0001: reset'])
    assert.deepEqual(await says('rpower', 'stat'), ['sim0001: on'])
    assert.deepEqual(await says('rpower', 'off'), ['STATUS powering-off=sim0001', 'sim0001: off'])
    assert.deepEqual([fleet.totals().logins, fleet.totals().openSessions], [1, 1])
    one.child.kill('SIGTERM')
    assert.equal(await one.ended(), 0)
    assert.equal(fleet.totals().openSessions, 0)
  })
}

test('a wrong password and a BMC that is not there are errors of their nodes; passwords show nowhere', async (t) => {
  const fleet = await fleetOf(t, 'openbmc')
  const [first, second] = fleet.bmcs
  assert.ok(first && second)
  const sock = join(await folder(t), 'agent.sock')
  const one = await agent(t, '--standalone', '--sock', sock)
  const known = nodeinfo([first])
  const nodes = {
    ...known,
    wrong: {
      bmc: second.address,
      bmcip: `${second.address}:${second.port}`,
      username: 'root',
      password: 's3cret',
    },
    gone: { bmc: '127.0.0.1', bmcip: '127.0.0.1:1', username: 'root', password: 's3cret' },
  }
  const seen = await xcat(sock, nodes, ['rpower', 'stat'], ['--debugmode', '1']).seen()
  assert.equal(seen.code, 1)
  assert.deepEqual(seen.stderr.toSorted(), [
    "gone: [mn]: Error: Login to BMC failed: Can't connect to 127.0.0.1:1 (Connection refused).",
    'wrong: [mn]: Error: [401] Invalid username or password',
  ])
  assert.ok(seen.stdout.includes(`${first.name}: off`))
  const said = [...seen.stdout, one.log].join('\n')
  assert.match(said, / sim0001: \[openbmc_debug\] login curl -k -c cjar -b cjar -X POST /)
  assert.match(said, / sim0001: \[openbmc_debug\] list_power_states 200 OK/)
  assert.doesNotMatch(said, /s3cret|0penBmc/)
})

test('with --hand-over, request after request is done by the agent that stays, with one login', async (t) => {
  const fleet = await fleetOf(t, 'redfish')
  const path = await folder(t)
  const env = { HWCTL_HOME: path }
  const [sock, lockfile] = [join(path, 'xcat.sock'), join(path, 'agent.lock')]
  await holdLock(t, lockfile)
  for (const words of [
    ['rpower', 'on'],
    ['rpower', 'stat'],
  ] as const) {
    const command = [
      process.execPath,
      HWCTL,
      'hwctl-agent',
      '--sock',
      sock,
      '--lockfile',
      lockfile,
      '--hand-over',
    ] as const
    const one = new AgentProcess(t, command, env)
    const seen = await xcat(sock, nodeinfo(fleet.bmcs), [...words], ['--module', 'redfish']).seen()
    assert.deepEqual(
      [sorted(seen).stdout.slice(-3), seen.code],
      [['sim0001: on', 'sim0002: on', 'sim0003: on'], 0],
    )
    assert.equal(await one.ended(), 0)
  }
  assert.partialDeepStrictEqual(fleet.totals(), { logins: 3, openSessions: 3 })
  const stop = new AgentProcess(t, [process.execPath, HWCTL, 'hwctl', 'agent', 'stop'], env)
  assert.equal(await stop.ended(), 0)
  assert.equal(fleet.totals().openSessions, 0)
})

test('a session that a standing agent cannot end is told in its log, with the BMC and the reason', async (t) => {
  const fleet = await fleetOf(t, 'redfish')
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  const sock = join(await folder(t), 'agent.sock')
  const one = await agent(t, '--standalone', '--sock', sock)
  const { code } = await xcat(sock, nodeinfo([bmc]), ['rpower', 'stat'], ['--module', 'redfish']).seen()
  assert.equal(code, 0)
  await bmc.setFault('refuses')
  await bmc.set({ dropConnections: true })
  one.child.kill('SIGTERM')
  assert.equal(await one.ended(), 0)
  const told = one.log.split('\n').filter((line) => line.includes('a session may have been left open'))
  assert.equal(told.length, 1)
  assert.partialDeepStrictEqual(JSON.parse(told[0] ?? ''), {
    host: bmc.address,
    reason: 'Connection refused',
  })
  assert.equal(bmc.counters.openSessions, 1)
})

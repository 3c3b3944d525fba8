import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fleetAtHand } from './terminal.ts'

test('protocol=auto asks a BMC once what it speaks, and remembers', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 2 })
  const [rest, redfish] = fleet.bmcs
  assert.ok(rest && redfish)
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'protocol=auto')
  const asked = async () => {
    fleet.resetCounters()
    const { code } = await terminal.run('rpower', 'all', 'stat')
    assert.equal(code, 0)
    return [rest, redfish].map(({ counters }) => counters.recentRequests.slice(0, 3))
  }
  assert.deepEqual(await asked(), [
    ['GET /redfish/v1/', 'GET /xyz/openbmc_project/state', 'POST /login'],
    ['GET /redfish/v1/', 'GET /redfish/v1/', 'POST /redfish/v1/SessionService/Sessions'],
  ])
  const [again] = await asked()
  assert.deepEqual(again?.[0], 'POST /login')
  assert.ok(!rest.counters.recentRequests.some((request) => request.includes('/redfish')))
  assert.match(await terminal.out('hwctl', 'nodes', 'show', 'sim0001'), /found +openbmc +found at the BMC/)
})

test('a BMC that speaks neither protocol is told of', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 1 })
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'protocol=auto')
  await fleet.bmcs[0]?.set({ reachable: false })
  const { code, err } = await terminal.run('rpower', 'all', 'stat')
  assert.equal(code, 1)
  assert.match(
    err,
    /^sim0001: \[.*\]: Error: Login to BMC failed: Can't connect to \S+ \(Connection refused\)/,
  )
})

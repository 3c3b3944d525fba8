import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import type { Call } from '../../src/core/capability.ts'
import type { NodeName } from '../../src/core/node.ts'
import type { RunOptions } from '../../src/core/runner.ts'
import { type AddressSet, type AddressWish, BmcConfiguration } from '../../src/hwctl/managers/bmcconfig.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { memoryPins } from '../rest/web-server.ts'
import { startFleet } from '../simulator/fleet.ts'
import { answerOf, type MachineKind, nodeOf, SERVERS, succeeded } from './machines.ts'

const KINDS = SERVERS.filter(({ can }) => can.includes('bmcconfig'))
const GATEWAY = '127.0.0.1'
const NETWORK = '/xyz/openbmc_project/network'

/** A BMC, a neighbour that answers at an address of its own, and an address that is free. */
async function place(t: TestContext, kind: MachineKind, origin: 'static' | 'dhcp' = 'static') {
  const fleet = await startFleet({ nodes: 3, bmcRebootMs: 50, ...kind.options })
  const [bmc, neighbour, gone] = fleet.bmcs
  assert.ok(bmc && neighbour && gone)
  await gone.set({ reachable: false }) // its address is free from now on
  await bmc.set({ addressFrom: origin })
  const pins = memoryPins()
  const runner = inProcessRunner({ pins })
  t.after(async () => {
    await fleet.close()
    for (const one of fleet.bmcs) assert.equal(one.counters.openSessions, 0, 'a session was left open')
  })
  const node = nodeOf(bmc)
  const run = async (call: Call, bmcAddress = node.bmc, options: Partial<RunOptions> = {}) => {
    bmc.seen.reset()
    const all = { signal: new AbortController().signal, fanout: 8, cwd: '/', trace: false, ...options }
    const at = { ...node, bmc: bmcAddress }
    return answerOf(await Array.fromAsync(runner.run({ command: '', words: [], call }, [at], all)))
  }
  return { bmc, neighbour, node, run, pins, runner, free: gone.address }
}

function wish(address: string, over: Partial<AddressWish> = {}): AddressWish {
  return { address, prefixLength: 8, gateway: GATEWAY, waitMs: 20_000, ...over }
}

/** What changed something, in order, ids taken out. */
function writes(bmc: SimulatedBmc): readonly string[] {
  return bmc.counters.recentRequests
    .filter((line) => !line.startsWith('GET ') && !/log(in|out)|Sessions/.test(line))
    .map((line) =>
      line
        .replace(NETWORK, '')
        .replace(/\/redfish.*EthernetInterfaces/, '')
        .replace(/ipv4\/.*$/, 'ipv4/ID'),
    )
}

/** Redfish services that keep one address: the new one takes the place of the old one. */
const keepsOne = ({ family }: SimulatedBmc) => family === 'dell' || family === 'supermicro'

/** The PATCHes that it takes over Redfish: one where the BMC keeps one address, after one that is refused where it does not say so. */
function patches(bmc: SimulatedBmc, several: number): readonly string[] {
  const nic = bmc.family === 'dell' ? 'NIC.1' : bmc.family === 'supermicro' ? '1' : 'eth0'
  return Array.from({ length: keepsOne(bmc) ? 1 : several }, () => `PATCH /${nic}`)
}

const owner = (bmc: SimulatedBmc) => (bmc.flavour === 'bmcweb' ? 'eth0' : 'config')

const addresses = ({ config }: SimulatedBmc) =>
  config.addresses.map(
    ({ nic, address, prefixLength, origin }) => `${nic} ${address}/${prefixLength} ${origin}`,
  )

for (const kind of KINDS)
  describe(`a change of address: ${kind.name}`, () => {
    test('the new address is added and logged in at before the old one is taken away over it', async (t) => {
      const { bmc, free, node, run } = await place(t, kind)
      const set = succeeded(await run(BmcConfiguration.setAddress(wish(free)))) as AddressSet
      assert.deepEqual(set, {
        address: free,
        prefixLength: 8,
        gateway: GATEWAY,
        isChanged: true,
        stored: { node: node.name, bmc: bmc.address },
      })
      const triedBeside = bmc.family === 'dell' ? patches(bmc, 1) : []
      if (bmc.family) assert.deepEqual(writes(bmc), [...triedBeside, ...patches(bmc, 2)])
      else assert.deepEqual(writes(bmc), ['POST /eth0/action/IP', 'DELETE /eth0/ipv4/ID'])
      const lines = bmc.counters.recentRequests
      const changes = lines.flatMap((line, at) => (/^PATCH|action\/IP|ipv4\//.test(line) ? [at] : []))
      const secondLogin = lines.findLastIndex((line) => /^POST .*(login|Sessions)$/.test(line))
      const [add = 0, removal = 0] = [changes.at(keepsOne(bmc) ? -1 : 0), changes.at(-1)]
      assert.ok(add < secondLogin, lines.join('\n'))
      assert.ok(keepsOne(bmc) || secondLogin < removal, lines.join('\n'))
      assert.deepEqual(addresses(bmc), [`eth0 ${free}/8 Static`])
      assert.equal((await run(BmcConfiguration.get({ settings: [], network: true }))).error?.kind, 'connect')
      succeeded(await run(BmcConfiguration.get({ settings: [], network: true }), free))
    })

    test('1.12 unchanged values: nothing is sent where all is so already', async (t) => {
      const { bmc, run } = await place(t, kind)
      const set = succeeded(await run(BmcConfiguration.setAddress(wish(bmc.address)))) as AddressSet
      assert.deepEqual([set.isChanged, set.stored], [false, undefined])
      assert.deepEqual(writes(bmc), [])
    })

    test('another netmask of the same address', async (t) => {
      const { bmc, run } = await place(t, kind)
      succeeded(
        await run(
          BmcConfiguration.setAddress(wish(bmc.address, { prefixLength: 10, gateway: '127.64.0.9' })),
        ),
      )
      assert.deepEqual(addresses(bmc), [`eth0 ${bmc.address}/10 Static`])
    })

    test('another gateway alone takes one request', async (t) => {
      const { bmc, run } = await place(t, kind)
      succeeded(await run(BmcConfiguration.setAddress(wish(bmc.address, { gateway: '127.0.0.9' }))))
      assert.deepEqual(writes(bmc), bmc.family ? patches(bmc, 1) : [`PUT /${owner(bmc)}/attr/DefaultGateway`])
      assert.equal(bmc.config.defaultGateway, '127.0.0.9')
    })

    test('an address from DHCP is kept as a static one until the new one answers', async (t) => {
      const { bmc, free, run } = await place(t, kind, 'dhcp')
      succeeded(await run(BmcConfiguration.setAddress(wish(free))))
      const rest = [
        `PUT /${owner(bmc)}/attr/DefaultGateway`,
        'POST /eth0/action/IP',
        'POST /eth0/action/IP',
        'DELETE /eth0/ipv4/ID',
      ]
      assert.deepEqual(writes(bmc), bmc.family ? patches(bmc, 3) : rest)
      assert.deepEqual(addresses(bmc), [`eth0 ${free}/8 Static`])
      assert.equal(bmc.config.isDhcpOn, false)
    })

    test('the address that DHCP gave becomes a static one', async (t) => {
      const { bmc, run } = await place(t, kind, 'dhcp')
      const set = succeeded(await run(BmcConfiguration.setAddress(wish(bmc.address)))) as AddressSet
      assert.deepEqual([set.isChanged, set.stored], [true, undefined])
      assert.deepEqual(addresses(bmc), [`eth0 ${bmc.address}/8 Static`])
    })

    test('1.12 VLAN: a VLAN gets the address, and the interface below loses the old one', async (t) => {
      const { bmc, free, run } = await place(t, kind)
      succeeded(await run(BmcConfiguration.setAddress(wish(free, { vlan: 10 }))))
      if (keepsOne(bmc)) assert.deepEqual(writes(bmc), patches(bmc, 1))
      else if (bmc.family) assert.deepEqual(writes(bmc), ['POST ', 'PATCH /eth0_10', 'PATCH /eth0'])
      else
        assert.deepEqual(writes(bmc), [
          'POST /action/VLAN',
          'POST /eth0_10/action/IP',
          'DELETE /eth0/ipv4/ID',
        ])
      assert.deepEqual(addresses(bmc), [`${keepsOne(bmc) ? 'eth0' : 'eth0_10'} ${free}/8 Static`])
      assert.deepEqual(bmc.config.vlans, [10])
      const same = succeeded(await run(BmcConfiguration.setAddress(wish(free, { vlan: 10 })), free))
      assert.equal((same as AddressSet).isChanged, false)
    })

    for (const [what, over] of [
      ['an address', {}],
      ['an address on a VLAN', { vlan: 10 }],
    ] as const)
      test(`${what} that nobody answers at is taken back, and the old one stays`, async (t) => {
        const { bmc, free, run } = await place(t, kind)
        await bmc.set({ fault: 'new-address-dead' })
        const { error } = await run(BmcConfiguration.setAddress(wish(free, { waitMs: 100, ...over })))
        assert.ok(error?.kind === 'address', JSON.stringify(error))
        assert.deepEqual([error.wanted, error.lastSeen], [free, bmc.address])
        assert.match(error.reason, /Connection refused/)
        assert.equal(error.now, keepsOne(bmc) ? 'lost' : 'as-before')
        if (keepsOne(bmc)) return bmc.sessions.clear()
        assert.deepEqual(addresses(bmc), [`eth0 ${bmc.address}/8 Static`])
        assert.deepEqual(bmc.config.vlans, [])
        succeeded(await run(BmcConfiguration.get({ settings: [], network: true })))
      })

    test('with DHCP before, the address stays as a static one, and the error says so', async (t) => {
      const { bmc, free, run } = await place(t, kind, 'dhcp')
      await bmc.set({ fault: 'new-address-dead' })
      const { error } = await run(BmcConfiguration.setAddress(wish(free, { waitMs: 100 })))
      assert.ok(error?.kind === 'address')
      if (keepsOne(bmc)) {
        bmc.sessions.clear()
        return assert.equal(error.now, 'lost')
      }
      assert.deepEqual([error.now, error.isDhcpOff], ['as-before', true])
      assert.deepEqual(addresses(bmc), [`eth0 ${bmc.address}/8 Static`])
    })

    test('where another BMC has the address, its certificate gives it away before the password goes there', async (t) => {
      const { bmc, neighbour, pins, node, run } = await place(t, kind)
      await neighbour.set({ certificate: 'new' })
      const { error } = await run(BmcConfiguration.setAddress(wish(neighbour.address)))
      assert.ok(error?.kind === 'address')
      const reason = keepsOne(bmc) ? 'somebody else answers there already' : 'the certificate has changed'
      assert.deepEqual([error.now, error.reason], ['as-before', reason])
      if (keepsOne(bmc)) assert.deepEqual(error.sent, [])
      assert.equal(neighbour.counters.logins, 0)
      assert.equal(pins.get(neighbour.address, node.port), undefined)
      assert.deepEqual(addresses(bmc), [`eth0 ${bmc.address}/8 Static`])
    })

    test('where that BMC has the same certificate and password, its MAC address does', async (t) => {
      const { bmc, neighbour, run } = await place(t, kind)
      neighbour.certificate = bmc.certificate
      const { error } = await run(BmcConfiguration.setAddress(wish(neighbour.address)))
      assert.ok(error?.kind === 'address')
      assert.equal(error.now, 'as-before')
      if (keepsOne(bmc)) assert.equal(error.reason, 'somebody answers there already')
      else assert.match(error.reason, /another BMC answers there, with the MAC address 70:e2:84:00:00:01/)
      assert.deepEqual(addresses(bmc), [`eth0 ${bmc.address}/8 Static`])
    })

    test('a run that is ended while it looks takes the new address back', async (t) => {
      const { bmc, free, run } = await place(t, kind)
      await bmc.set({ fault: 'new-address-dead' })
      const ending = new AbortController()
      const going = run(BmcConfiguration.setAddress(wish(free)), bmc.address, { signal: ending.signal })
      while (!bmc.config.addresses.some(({ address }) => address === free)) await sleep(5)
      ending.abort('interrupted')
      const { error } = await going
      assert.ok(error?.kind === 'address', JSON.stringify(error))
      if (keepsOne(bmc)) {
        bmc.sessions.clear()
        assert.deepEqual(error.sent.length, 1)
        return assert.equal(error.now, 'lost')
      }
      assert.deepEqual([error.now, error.reason], ['as-before', 'interrupted'])
      assert.deepEqual(addresses(bmc), [`eth0 ${bmc.address}/8 Static`])
    })

    test('a BMC that is lost on the way: where it was seen last, and what it was sent', async (t) => {
      const { bmc, free, run } = await place(t, kind)
      await bmc.set({ fault: 'new-address-dead' })
      const going = run(BmcConfiguration.setAddress(wish(free, { waitMs: 300 })))
      while (!bmc.config.addresses.some(({ address }) => address === free)) await sleep(5)
      await bmc.set({ reachable: false })
      const { error } = await going
      assert.ok(error?.kind === 'address', JSON.stringify(error))
      assert.deepEqual([error.now, error.lastSeen], ['lost', bmc.address])
      const [sent = '', ...more] = error.sent
      assert.deepEqual(more, [])
      if (bmc.family)
        assert.match(sent, new RegExp(`^PATCH /redfish/.*EthernetInterfaces/.*"Address":"${free}"`))
      else assert.equal(sent, `POST ${NETWORK}/eth0/action/IP ${free}/8`)
      bmc.sessions.clear()
    })

    test('1.12 ip=dhcp: the BMC is where DHCP puts it, on REST after a restart', async (t) => {
      const { bmc, free, node, run } = await place(t, kind)
      await bmc.set({ lease: free })
      assert.deepEqual(succeeded(await run(BmcConfiguration.useDhcp())), {
        node: node.name,
        lastSeen: bmc.address,
        isRestarting: !bmc.family,
        ...(bmc.family === 'openbmc' && { address: free }),
      })
      const rest = ['POST /action/Reset', 'PUT /xyz/openbmc_project/state/bmc0/attr/RequestedBMCTransition']
      assert.deepEqual(writes(bmc), bmc.family ? patches(bmc, 2) : rest)
      while (!bmc.network.isUp || bmc.config.addresses[0]?.address !== free) await sleep(5)
      assert.deepEqual(addresses(bmc), [`eth0 ${free}/8 DHCP`])
      succeeded(await run(BmcConfiguration.get({ settings: [], network: true }), free))
      bmc.sessions.clear() // the one of before, which bmcweb keeps
    })

    test("1.12 Can not configure more than 1 nodes' ip: several nodes' addresses are not set at the same time", async (t) => {
      const { bmc, node, runner } = await place(t, kind)
      const call = BmcConfiguration.setAddress(wish('127.1.1.1'))
      const options = { signal: new AbortController().signal, fanout: 8, cwd: '/', trace: false }
      const two = [node, { ...node, name: 'other' as NodeName }]
      const events = await Array.fromAsync(runner.run({ command: '', words: [], call }, two, options))
      const problem = "Can not configure more than 1 nodes' ip at the same time"
      assert.deepEqual(events[0], { kind: 'failure', error: { kind: 'usage', problem } })
      assert.equal(bmc.counters.requests, 0)
    })
  })

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ErrorFacts } from '../../src/core/errors.ts'
import {
  type BmcConfig,
  BmcConfiguration,
  SETTINGS,
  type SettingName,
  type SettingValue,
} from '../../src/hwctl/managers/bmcconfig.ts'
import { loadExecutor } from '../../src/hwctl/registry.ts'
import {
  type Answer,
  type ContractMachine,
  MACHINES,
  type MachineKind,
  machine,
  succeeded,
} from './machines.ts'

const WISHES = Object.entries(SETTINGS).flatMap(([name, values]) =>
  values.map((value) => ({ name: name as SettingName, value: value as SettingValue })),
)

const EVERY_SETTING = Object.keys(SETTINGS) as SettingName[]

function has(kind: MachineKind, name: SettingName): boolean {
  return name !== 'thermalMode' || kind.can.includes('thermal-mode')
}

function refused({ error }: Answer): ErrorFacts {
  assert.ok(error)
  return error
}

async function reading({ call }: ContractMachine, name: SettingName) {
  const config = succeeded(await call(BmcConfiguration.get({ settings: [name], network: false })))
  return (config as BmcConfig).settings[name]
}

/** The two lists of time servers are one line of a plan. */
function foretells(planned: string, line: string): boolean {
  return planned.startsWith(line.replace('StaticNTPServers', 'NTPServers'))
}

for (const kind of MACHINES.filter(({ can }) => !can.includes('bmcconfig')))
  test(`bmcconfig: ${kind.name} says that it cannot, and is asked nothing`, async (t) => {
    const { call, requests } = await machine(t, kind)
    for (const one of [
      BmcConfiguration.get({ settings: ['bootMode'], network: true }),
      BmcConfiguration.set({ wishes: [{ name: 'autoReboot', value: 'on' }] }),
      BmcConfiguration.setHostname({ hostname: 'x' }),
      BmcConfiguration.setNtpServers({ servers: [] }),
      BmcConfiguration.useDhcp(),
    ])
      assert.equal(refused(await call(one)).kind, 'unsupported')
    assert.deepEqual(requests(), [])
  })

for (const kind of MACHINES.filter(({ can }) => can.includes('bmcconfig')))
  describe(`bmcconfig: ${kind.name}`, { concurrency: true }, () => {
    for (const { name, value } of WISHES.filter((wish) => has(kind, wish.name)))
      test(`${name} is set to ${value}, and read back`, async (t) => {
        const at = await machine(t, kind)
        const set = await at.call(BmcConfiguration.set({ wishes: [{ name, value }] }))
        assert.deepEqual(succeeded(set), { set: [name] })
        assert.equal((await reading(at, name))?.value, value)
      })

    test('several settings are set in their order, and one that fails does not hide those before it', async (t) => {
      const { call } = await machine(t, kind)
      const wishes = [
        { name: 'autoReboot', value: 'off' },
        { name: 'timeSyncMethod', value: 'manual' },
        { name: 'thermalMode', value: 'custom' },
      ] as const
      const { value, error, events } = await call(BmcConfiguration.set({ wishes }))
      if (has(kind, 'thermalMode'))
        return assert.deepEqual(value, { set: ['autoReboot', 'timeSyncMethod', 'thermalMode'] })
      assert.deepEqual(error, { kind: 'unsupported', what: 'thermalmode', status: 404 })
      const notes = events.filter((event) => event.kind === 'note').map(({ note }) => note)
      assert.deepEqual(notes, [{ said: 'set', names: ['autoReboot', 'timeSyncMethod'] }])
    })

    test('a setting that is not there does not hide the others', async (t) => {
      const { call } = await machine(t, kind)
      const { value, error, events } = await call(
        BmcConfiguration.get({ settings: EVERY_SETTING, network: true }),
      )
      const notes = events.flatMap((event) => (event.kind === 'note' ? [event.note] : []))
      const config = has(kind, 'thermalMode') ? value : (notes[0] as { readonly config: BmcConfig }).config
      const read = EVERY_SETTING.filter((name) => has(kind, name))
      assert.deepEqual(Object.keys((config as BmcConfig).settings), read)
      assert.equal((config as BmcConfig).network?.interfaces.length, 1)
      if (!has(kind, 'thermalMode'))
        assert.deepEqual(error, { kind: 'unsupported', what: 'thermalmode', status: 404 })
    })

    test('the network says where each address comes from, and which interface is ours', async (t) => {
      const { bmc, call } = await machine(t, kind)
      for (const origin of ['static', 'dhcp'] as const) {
        await bmc.set({ addressFrom: origin })
        const { network } = succeeded(
          await call(BmcConfiguration.get({ settings: [], network: true })),
        ) as BmcConfig
        const [nic] = network?.interfaces ?? []
        assert.deepEqual([nic?.name, nic?.isOurs, nic?.vlan], ['eth0', true, undefined])
        assert.deepEqual(nic?.addresses, [{ address: bmc.address, family: 4, prefixLength: 8, origin }])
        assert.equal(network?.hostname, bmc.name)
      }
    })

    test('the plan foretells every request', async (t) => {
      const { call, requests } = await machine(t, kind)
      const executor = await loadExecutor('openbmc', 'bmcconfig')
      for (const one of [
        BmcConfiguration.get({ settings: EVERY_SETTING, network: true }),
        BmcConfiguration.set({ wishes: WISHES }),
        BmcConfiguration.setHostname({ hostname: 'bmc7' }),
        BmcConfiguration.setNtpServers({ servers: ['10.0.0.9'] }),
      ]) {
        const steps = executor.ops[one.op]
        assert.ok(steps && steps !== 'unsupported')
        const plan = (steps.plan?.(one.input) ?? []).map((line) => line.replace('/NIC/', '/eth0/'))
        await call(one)
        const surprises = requests().filter((line) => !plan.some((planned) => foretells(planned, line)))
        assert.deepEqual(surprises, [], `plan: ${plan.join('; ')}`)
      }
    })

    test('reading changes nothing', async (t) => {
      const { call, requests } = await machine(t, kind)
      await call(BmcConfiguration.get({ settings: EVERY_SETTING, network: true }))
      const writes = requests().filter((line) => !line.startsWith('GET ') && !line.endsWith('/getValue'))
      assert.deepEqual(writes, [])
    })

    test('a host name is what is read back', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const set = await call(BmcConfiguration.setHostname({ hostname: 'bmc7' }))
      assert.deepEqual(succeeded(set), { hostname: 'bmc7' })
      assert.equal(bmc.config.hostname, 'bmc7')
    })

    test('hostname=* of a node whose bmc is an address is no host name', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const problem = `Invalid OpenBMC Hostname ${bmc.address}, can't set to OpenBMC`
      assert.deepEqual(refused(await call(BmcConfiguration.setHostname({}))), {
        kind: 'node-info',
        attribute: 'bmc',
        problem,
      })
    })

    test('NTP servers are set, and taken away', async (t) => {
      const { bmc, call } = await machine(t, kind)
      for (const servers of [['10.0.0.9', 'ntp.example'], []]) {
        assert.deepEqual(succeeded(await call(BmcConfiguration.setNtpServers({ servers }))), { servers })
        assert.deepEqual(bmc.config.ntpServers, servers)
      }
    })

    test('with DHCP, NTP servers are set only where the image keeps them apart', async (t) => {
      const { bmc, call } = await machine(t, kind)
      await bmc.set({ addressFrom: 'dhcp' })
      const { error, value } = await call(BmcConfiguration.setNtpServers({ servers: ['10.0.0.9'] }))
      if (bmc.flavour === 'bmcweb') return assert.deepEqual(value, { servers: ['10.0.0.9'] })
      assert.deepEqual(error, {
        kind: 'unsupported',
        what: 'BMC IP source is DHCP, could not set NTPServers',
      })
      assert.deepEqual(bmc.config.ntpServers, [])
    })
  })

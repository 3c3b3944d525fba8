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

/** Settings that have no equal in Redfish, or that such a service does not have. */
const LACKS: Readonly<Record<string, readonly SettingName[]>> = {
  openbmc: ['powerSupplyRedundancy'],
  dell: ['powerSupplyRedundancy', 'autoReboot', 'powerRestorePolicy'],
  supermicro: ['powerSupplyRedundancy', 'autoReboot', 'powerRestorePolicy', 'timeSyncMethod'],
}

function familyOf({ options }: MachineKind): string {
  return options.protocol === 'redfish' ? (options.family ?? '') : ''
}

function has(kind: MachineKind, name: SettingName): boolean {
  if (name === 'thermalMode') return kind.can.includes('thermal-mode')
  return !LACKS[familyOf(kind)]?.includes(name)
}

/** iDRAC offers no diagnostics to boot from. */
function takes(kind: MachineKind, { name, value }: (typeof WISHES)[number]): boolean {
  return has(kind, name) && !(familyOf(kind) === 'dell' && value === 'safe')
}

/** What a machine that lacks settings says of them. */
function lacking(kind: MachineKind, names: readonly SettingName[]): ErrorFacts {
  const what = names.map((name) => name.toLowerCase()).join(', ')
  return { kind: 'unsupported', what, ...(familyOf(kind) === '' && { status: 404 }) }
}

function refused({ error }: Answer): ErrorFacts {
  assert.ok(error)
  return error
}

async function reading({ call }: ContractMachine, name: SettingName) {
  const config = succeeded(await call(BmcConfiguration.get({ settings: [name], network: false })))
  return (config as BmcConfig).settings[name]
}

/** The two lists of time servers are one line of a plan. Redfish's plans name resources: what is written is foretold by its method. */
function foretells(planned: string, line: string): boolean {
  if (line.includes(' /redfish/'))
    return line.startsWith('GET ') || planned.startsWith(line.split(' ')[0] ?? '')
  const plain = line.replace('StaticNTPServers', 'NTPServers').replace('StaticNameServers', 'Nameservers')
  return planned.startsWith(plain)
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
    for (const { name, value } of WISHES.filter((wish) => has(kind, wish.name) && !takes(kind, wish)))
      test(`${name} cannot be set to ${value}, and what can be is said`, async (t) => {
        const { call, requests } = await machine(t, kind)
        const error = refused(await call(BmcConfiguration.set({ wishes: [{ name, value }] })))
        assert.ok(error.kind === 'unsupported' && error.offered?.includes('BiosSetup'))
        assert.ok(requests().every((line) => line.startsWith('GET ')))
      })

    for (const { name, value } of WISHES.filter((wish) => takes(kind, wish)))
      test(`${name} is set to ${value}, and read back`, async (t) => {
        const at = await machine(t, kind)
        const set = await at.call(BmcConfiguration.set({ wishes: [{ name, value }] }))
        assert.deepEqual(succeeded(set), { set: [name] })
        assert.equal((await reading(at, name))?.value, value)
      })

    test('several settings are set in their order, and one that the BMC lacks does not keep the others from being set', async (t) => {
      const { call } = await machine(t, kind)
      const all = [
        { name: 'bootMode', value: 'setup' },
        { name: 'autoReboot', value: 'off' },
        { name: 'timeSyncMethod', value: 'manual' },
      ] as const
      const own = all.filter(({ name }) => has(kind, name))
      const names = own.map(({ name }) => name)
      const wishes = [...own.slice(0, 1), { name: 'thermalMode', value: 'custom' } as const, ...own.slice(1)]
      const { value, error, events } = await call(BmcConfiguration.set({ wishes }))
      if (has(kind, 'thermalMode')) return assert.deepEqual(value, { set: wishes.map(({ name }) => name) })
      assert.deepEqual(error, lacking(kind, ['thermalMode']))
      const notes = events.filter((event) => event.kind === 'note').map(({ note }) => note)
      assert.deepEqual(notes, [{ said: 'set', names }])
    })

    test('a setting that is not there does not hide the others', async (t) => {
      const { call } = await machine(t, kind)
      const { value, error, events } = await call(
        BmcConfiguration.get({ settings: EVERY_SETTING, network: true }),
      )
      const notes = events.flatMap((event) => (event.kind === 'note' ? [event.note] : []))
      const [read, absent] = [true, false].map((is) => EVERY_SETTING.filter((name) => has(kind, name) === is))
      assert.ok(read && absent)
      const config = absent.length === 0 ? value : (notes[0] as { readonly config: BmcConfig }).config
      assert.deepEqual(Object.keys((config as BmcConfig).settings), read)
      assert.equal((config as BmcConfig).network?.interfaces.length, 1)
      if (absent.length > 0) assert.deepEqual(error, lacking(kind, absent))
    })

    test('the network says where each address comes from, and which interface is ours', async (t) => {
      const { bmc, call } = await machine(t, kind)
      for (const origin of ['static', 'dhcp'] as const) {
        await bmc.set({ addressFrom: origin })
        const { network } = succeeded(
          await call(BmcConfiguration.get({ settings: [], network: true })),
        ) as BmcConfig
        const [nic] = network?.interfaces ?? []
        const name = { dell: 'NIC.1', supermicro: '1' }[familyOf(kind)] ?? 'eth0'
        assert.deepEqual([nic?.name, nic?.isOurs, nic?.vlan], [name, true, undefined])
        const gateway = familyOf(kind) === '' ? {} : { gateway: '127.0.0.1' }
        assert.deepEqual(nic?.addresses, [
          { address: bmc.address, family: 4, prefixLength: 8, ...gateway, origin },
        ])
        assert.equal(network?.hostname, bmc.name)
      }
    })

    test('the plan foretells every request', async (t) => {
      const { node, call, requests } = await machine(t, kind)
      assert.ok(node.protocol !== 'auto')
      const executor = await loadExecutor(node.protocol, 'bmcconfig')
      for (const one of [
        BmcConfiguration.get({ settings: EVERY_SETTING, network: true }),
        BmcConfiguration.set({ wishes: WISHES.filter((wish) => takes(kind, wish)) }),
        BmcConfiguration.setHostname({ hostname: 'bmc7' }),
        BmcConfiguration.setNtpServers({ servers: ['10.0.0.9'] }),
        BmcConfiguration.setNameServers({ servers: ['10.0.0.3'] }),
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

    test('1.12 Invalid OpenBMC Hostname: hostname=* of a node whose bmc is an address is no host name', async (t) => {
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
      if (familyOf(kind) === 'supermicro') {
        const error = refused(await call(BmcConfiguration.setNtpServers({ servers: ['10.0.0.9'] })))
        return assert.deepEqual(error, { kind: 'unsupported', what: 'ntpservers' })
      }
      for (const servers of [['10.0.0.9', 'ntp.example'], []]) {
        const set = succeeded(await call(BmcConfiguration.setNtpServers({ servers })))
        assert.deepEqual(set, { servers, ...(bmc.flavour && { isDeferred: true }) })
        assert.deepEqual(bmc.config.ntpServers, servers)
      }
    })

    test('name servers are set, and taken away, where that can be', async (t) => {
      const { bmc, call } = await machine(t, kind)
      for (const servers of [['10.0.0.3', 'fd00::3'], []]) {
        const answer = await call(BmcConfiguration.setNameServers({ servers }))
        if (['dell', 'supermicro'].includes(familyOf(kind)))
          return assert.deepEqual(refused(answer), { kind: 'unsupported', what: 'nameservers' })
        assert.deepEqual(succeeded(answer), { servers })
        assert.deepEqual(bmc.config.nameServers, servers)
        const { network } = succeeded(
          await call(BmcConfiguration.get({ settings: [], network: true })),
        ) as BmcConfig
        assert.deepEqual(network?.interfaces[0]?.nameServers, servers)
      }
    })

    test('1.12 BMC IP source is DHCP: NTP servers are set only where the image keeps them apart', async (t) => {
      if (familyOf(kind) === 'supermicro') return
      const { bmc, call } = await machine(t, kind)
      await bmc.set({ addressFrom: 'dhcp' })
      const { error, value } = await call(BmcConfiguration.setNtpServers({ servers: ['10.0.0.9'] }))
      if (bmc.flavour !== 'phosphor')
        return assert.deepEqual((value as { servers: unknown }).servers, ['10.0.0.9'])
      assert.deepEqual(error, {
        kind: 'unsupported',
        what: 'BMC IP source is DHCP, could not set NTPServers',
      })
      assert.deepEqual(bmc.config.ntpServers, [])
    })
  })

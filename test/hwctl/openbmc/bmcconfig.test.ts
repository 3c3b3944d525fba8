import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { askBmc } from './asked-bmc.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

const ROOT = '/xyz/openbmc_project'
const NETWORK = `${ROOT}/network`
const ALL = 'rspconfig ip netmask gateway ipsrc vlan ntpservers hostname'

const RECORDED = {
  'blog/network-eth0-enumerate-qemu.json': [
    'BMC Hostname: ',
    'BMC IP: 10.0.2.15',
    'BMC Netmask: 255.255.255.0',
    'BMC Gateway: ',
    'BMC IP Source: DHCP',
    'BMC VLAN ID: Disable',
    'BMC NTP Servers: None',
  ],
  'mail/network-enumerate-tiogapass-2019-11.json': [
    'BMC Hostname: tiogapas2',
    'BMC IP for eth0: 192.168.4.186',
    'BMC IP for eth1: 192.168.4.187',
    'BMC Netmask for eth0: 255.255.255.0',
    'BMC Netmask for eth1: 255.255.255.0',
    'BMC Gateway for eth0:  (default: 192.168.4.1)',
    'BMC Gateway for eth1:  (default: 192.168.4.1)',
    'BMC IP Source for eth0: DHCP',
    'BMC IP Source for eth1: DHCP',
    'BMC VLAN ID for eth0: Disable',
    'BMC VLAN ID for eth1: Disable',
    'BMC NTP Servers for eth0: None',
    'BMC NTP Servers for eth1: None',
  ],
  'live-bmcweb/network-enumerate.json': live(),
  'live-phosphor-rest/network-enumerate.json': live(),
} as const

function live() {
  return [
    'BMC Hostname: witherspoon',
    'BMC IP: 10.6.29.18',
    'BMC Netmask: 255.255.0.0',
    'BMC Gateway:  (default: 10.0.0.1)',
    'BMC IP Source: DHCP',
    'BMC VLAN ID: Disable',
    'BMC NTP Servers: 10.0.0.9',
  ]
}

function sample(file: string): string {
  return readFileSync(`${SAMPLES}/${file}`, 'utf8')
}

describe('recorded networks', { skip }, () => {
  for (const [file, lines] of Object.entries(RECORDED))
    test(file, async (t) => {
      const { lines: ours } = await askBmc(t, { [`${NETWORK}/enumerate`]: sample(file) }, ALL)
      assert.deepEqual(ours, lines)
    })

  test('an image of 2017 without a network object', async (t) => {
    const body = sample('issues/error-404-network-2017-06.json')
    const { error } = await askBmc(t, { [`${NETWORK}/enumerate`]: { status: 404, body } }, 'rspconfig ip')
    assert.deepEqual(error, { kind: 'unsupported', what: 'network', status: 404 })
  })

  for (const server of ['live-bmcweb', 'live-phosphor-rest'])
    test(`settings of ${server}`, async (t) => {
      const groups = ['control', 'time'].map(
        (group) => JSON.parse(sample(`${server}/${group}-enumerate.json`)).data,
      )
      const objects = Object.entries(Object.assign({}, ...groups))
      const bodies = Object.fromEntries(objects.map(([path, data]) => [path, JSON.stringify({ data })]))
      const words = 'rspconfig bootmode autoreboot powerrestorepolicy timesyncmethod'
      assert.deepEqual((await askBmc(t, bodies, words)).lines, [
        'BMC BootMode: Regular',
        'BMC AutoReboot: 1',
        'BMC PowerRestorePolicy: Restore',
        'BMC TimeSyncMethod: NTP',
      ])
    })
})

const DHCP_CONF = 'xyz.openbmc_project.Network.EthernetInterface.DHCPConf.'

function network(nic: object, address: object = {}): Record<string, string> {
  const data = {
    [`${NETWORK}/eth0`]: { MACAddress: '1:2:3:4:5:6', NTPServers: [], ...nic },
    [`${NETWORK}/eth0/ipv4/1`]: { Address: '10.0.0.7', PrefixLength: 8, ...address },
    [`${NETWORK}/snmp/manager`]: {},
    [`${NETWORK}/eth0/ipv4`]: { endpoints: [] },
  }
  return { [`${NETWORK}/enumerate`]: JSON.stringify({ data }) }
}

describe('DHCP, as images of different years write it', () => {
  for (const on of [
    { DHCPEnabled: true },
    { DHCPEnabled: 1 },
    { DHCPEnabled: '1' },
    { DHCPEnabled: `${DHCP_CONF}v4` },
    { DHCPEnabled: `${DHCP_CONF}both` },
    { DHCP4: true, DHCPEnabled: `${DHCP_CONF}none` },
  ])
    test(`${JSON.stringify(on)} is on: one list of time servers is not ours to set`, async (t) => {
      const { error } = await askBmc(t, network(on), 'rspconfig ntpservers=10.0.0.9')
      const what = 'BMC IP source is DHCP, could not set NTPServers'
      assert.deepEqual(error, { kind: 'unsupported', what })
    })

  for (const off of [
    {},
    { DHCPEnabled: null },
    { DHCPEnabled: false },
    { DHCPEnabled: 0 },
    { DHCPEnabled: `${DHCP_CONF}none` },
    { DHCPEnabled: `${DHCP_CONF}v6` },
    { DHCP4: false, DHCPEnabled: `${DHCP_CONF}both` },
  ])
    test(`${JSON.stringify(off)} is off`, async (t) => {
      const { requests } = await askBmc(t, network(off), 'rspconfig ntpservers=10.0.0.9')
      assert.ok(requests.includes(`PUT ${NETWORK}/eth0/attr/NTPServers`))
    })

  test('a list that DHCP does not fill is set beside it', async (t) => {
    const { requests } = await askBmc(
      t,
      network({ DHCP4: true, StaticNTPServers: [] }),
      'rspconfig ntpservers=x',
    )
    assert.ok(requests.includes(`PUT ${NETWORK}/eth0/attr/StaticNTPServers`))
  })
})

async function line(t: TestContext, replies: Readonly<Record<string, string>>, word: string) {
  return (await askBmc(t, replies, `rspconfig ${word}`)).lines
}

describe('what may be missing or odd', () => {
  test('1.12 Got wrong origin type: an address without origin, with its length as text', async (t) => {
    const replies = network({}, { PrefixLength: '24', Gateway: null, Origin: null })
    assert.deepEqual(await line(t, replies, 'netmask ipsrc gateway'), [
      'BMC Netmask: 255.255.255.0',
      'BMC Gateway: ',
      'BMC IP Source: unknown',
    ])
  })

  test('an address object without an address is none', async (t) => {
    assert.deepEqual(await line(t, network({}, { Address: null }), 'ip'), [
      'No attributes returned from the BMC.',
    ])
  })

  for (const [body, text] of [
    [{ AutoReboot: 0 }, '0'],
    [{ AutoReboot: '1' }, '1'],
    [{ AutoReboot: false }, '0'],
  ] as const)
    test(`${JSON.stringify(body)} reads ${text}`, async (t) => {
      const replies = { [`${ROOT}/control/host0/auto_reboot`]: JSON.stringify({ data: body }) }
      assert.deepEqual(await line(t, replies, 'autoreboot'), [`BMC AutoReboot: ${text}`])
    })

  test('an object without the property is as one that is not there', async (t) => {
    const { error } = await askBmc(
      t,
      { [`${ROOT}/control/host0/auto_reboot`]: '{"data":null}' },
      'rspconfig autoreboot thermalmode',
    )
    assert.deepEqual(error, { kind: 'unsupported', what: 'autoreboot, thermalmode', status: 404 })
  })

  test('redundancy as a method, as a setting, and not at all', async (t) => {
    const method = `${ROOT}/sensors/chassis/PowerSupplyRedundancy/action/getValue`
    const setting = `${ROOT}/control/power_supply_redundancy`
    const words = 'powersupplyredundancy'
    assert.deepEqual(await line(t, { [method]: '{"data":"Enabled"}' }, words), [
      'BMC PowerSupplyRedundancy: Enabled',
    ])
    assert.deepEqual(await line(t, { [method]: '{"data":0}' }, words), [
      'BMC PowerSupplyRedundancy: Disabled',
    ])
    const asSetting = { [setting]: '{"data":{"PowerSupplyRedundancyEnabled":true}}' }
    assert.deepEqual(await line(t, asSetting, words), ['BMC PowerSupplyRedundancy: Enabled'])
    const { error } = await askBmc(t, {}, `rspconfig ${words}`)
    assert.deepEqual(error, { kind: 'unsupported', what: words, status: 404 })
  })

  test('1.12 Can not get network information: what is no map is malformed, with its path', async (t) => {
    const { error } = await askBmc(t, { [`${NETWORK}/enumerate`]: '{"data":[1]}' }, 'rspconfig ip')
    assert.ok(error?.kind === 'malformed')
    assert.equal(error.path, `${NETWORK}/enumerate`)
  })

  test('1.12 Can not get facing NIC: of several interfaces, the one that we talk to has to be known before time servers are set', async (t) => {
    const data = {
      [`${NETWORK}/eth0`]: { MACAddress: '1:2:3:4:5:6' },
      [`${NETWORK}/eth0/ipv4/1`]: { Address: '10.0.0.7', PrefixLength: 8 },
      [`${NETWORK}/eth1`]: { MACAddress: '1:2:3:4:5:7' },
      [`${NETWORK}/eth1/ipv4/1`]: { Address: '10.0.0.8', PrefixLength: 8 },
    }
    const replies = { [`${NETWORK}/enumerate`]: JSON.stringify({ data }) }
    for (const words of ['ntpservers=x', 'ip=10.0.0.9 netmask=255.0.0.0 gateway=10.0.0.1']) {
      const { error, requests } = await askBmc(t, replies, `rspconfig ${words}`)
      assert.ok(error?.kind === 'node-info')
      assert.match(error.problem, /^Can not get facing NIC for /)
      assert.deepEqual(requests, [`GET ${NETWORK}/enumerate`])
    }
  })
})

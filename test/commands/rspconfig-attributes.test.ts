import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'
import type { BmcConfig, BmcInterface } from '../../src/hwctl/managers/bmcconfig.ts'

async function callOf(...words: string[]) {
  return (await parse('rspconfig', words)).invocation.call
}

async function problemOf(...words: string[]): Promise<string> {
  try {
    await parse('rspconfig', words)
  } catch (thrown) {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    return thrown.facts.problem
  }
  return 'none'
}

const ETH0: BmcInterface = {
  name: 'eth0',
  isOurs: true,
  addresses: [
    { address: '169.254.5.72', family: 4, prefixLength: 16, origin: 'link-local' },
    { address: '10.6.29.18', family: 4, prefixLength: 20, gateway: '10.6.16.1', origin: 'static' },
  ],
  ntpServers: ['10.0.0.9', 'ntp.example'],
}

const CONFIG: BmcConfig = {
  settings: {
    bootMode: { value: 'regular', reported: 'Regular' },
    thermalMode: { value: 'default', reported: 'DEFAULT' },
    autoReboot: { value: 'on', reported: 'true' },
    powerSupplyRedundancy: { value: 'enabled', reported: '1' },
    powerRestorePolicy: { value: 'restore', reported: 'Restore' },
    timeSyncMethod: { value: 'ntp', reported: 'NTP' },
  },
  network: { interfaces: [ETH0], defaultGateway: '10.0.0.1', hostname: 'bmc7' },
}

async function lines(config: BmcConfig, ...words: string[]): Promise<readonly string[]> {
  return (await parse('rspconfig', words)).view.result(config)
}

describe('rspconfig, get (xcat-contract 1.12)', () => {
  for (const [word, line] of [
    ['ip', 'BMC IP: 10.6.29.18'],
    ['ipsrc', 'BMC IP Source: Static'],
    ['netmask', 'BMC Netmask: 255.255.240.0'],
    ['gateway', 'BMC Gateway: 10.6.16.1 (default: 10.0.0.1)'],
    ['vlan', 'BMC VLAN ID: Disable'],
    ['ntpservers', 'BMC NTP Servers: 10.0.0.9,ntp.example'],
    ['hostname', 'BMC Hostname: bmc7'],
    ['bootmode', 'BMC BootMode: Regular'],
    ['thermalmode', 'BMC ThermalMode: DEFAULT'],
    ['autoreboot', 'BMC AutoReboot: 1'],
    ['powersupplyredundancy', 'BMC PowerSupplyRedundancy: Enabled'],
    ['powerrestorepolicy', 'BMC PowerRestorePolicy: Restore'],
    ['timesyncmethod', 'BMC TimeSyncMethod: NTP'],
  ] as const)
    test(`${word} reads ${line}`, async () => assert.deepEqual(await lines(CONFIG, word), [line]))

  test('settings come in the order asked for, then the network in its own', async () => {
    const printed = await lines(
      CONFIG,
      'ntpservers',
      'vlan',
      'timesyncmethod',
      'ip',
      'hostname',
      'bootmode',
      'netmask',
    )
    assert.deepEqual(
      printed.map((line) => line.split(':')[0]),
      [
        'BMC TimeSyncMethod',
        'BMC BootMode',
        'BMC Hostname',
        'BMC IP',
        'BMC Netmask',
        'BMC VLAN ID',
        'BMC NTP Servers',
      ],
    )
  })

  test('only what is asked for is read', async () => {
    assert.deepEqual((await callOf('bootmode', 'autoreboot', 'bootmode')).input, {
      settings: ['bootMode', 'autoReboot'],
      network: false,
    })
    assert.deepEqual((await callOf('ip')).input, { settings: [], network: true })
  })

  test('several interfaces are told apart, several addresses have a line each', async () => {
    const two = [
      ...ETH0.addresses,
      { address: 'fd00::7', family: 6, prefixLength: 64, origin: 'slaac' } as const,
    ]
    const vlan = { ...ETH0, name: 'eth0_10', vlan: 10, addresses: ETH0.addresses.slice(0, 1), ntpServers: [] }
    const network = { interfaces: [{ ...ETH0, addresses: two }, vlan] }
    assert.deepEqual(await lines({ settings: {}, network }, 'ip', 'netmask', 'ipsrc', 'vlan', 'ntpservers'), [
      'BMC IP for eth0: 10.6.29.18',
      'BMC IP for eth0: fd00::7',
      'BMC IP for eth0_10: 169.254.5.72',
      'BMC Netmask for eth0: 255.255.240.0',
      'BMC Netmask for eth0: /64',
      'BMC Netmask for eth0_10: 255.255.0.0',
      'BMC IP Source for eth0: Static',
      'BMC IP Source for eth0: SLAAC',
      'BMC IP Source for eth0_10: Zero Config',
      'BMC VLAN ID for eth0: Disable',
      'BMC VLAN ID for eth0_10: 10',
      'BMC NTP Servers for eth0: 10.0.0.9,ntp.example',
      'BMC NTP Servers for eth0_10: None',
    ])
  })

  test('what is not there is named', async () => {
    const network = { interfaces: [{ ...ETH0, addresses: [] }], hostname: 'bmc7' }
    assert.deepEqual(await lines({ settings: {}, network: { interfaces: [] } }, 'ip', 'vlan'), [
      'No attributes returned from the BMC.',
    ])
    assert.deepEqual(await lines({ settings: {}, network }, 'ip', 'hostname', 'netmask'), [
      'BMC Hostname: bmc7',
      'No attributes returned from the BMC: ip, netmask',
    ])
  })

  test('what could be read is printed before the error', async () => {
    const { view } = await parse('rspconfig', ['bootmode', 'thermalmode'])
    const settings = { bootMode: { value: 'regular', reported: 'Regular' } } as const
    assert.deepEqual(view.note?.({ said: 'read', config: { settings } }), ['BMC BootMode: Regular'])
  })

  test('a value without a name here is told as the BMC words it', async () => {
    const settings = { powerRestorePolicy: { value: 'other', reported: 'None' } } as const
    assert.deepEqual(await lines({ settings }, 'powerrestorepolicy'), ['BMC PowerRestorePolicy: None'])
  })
})

describe('rspconfig, set (xcat-contract 1.12)', () => {
  for (const [word, name, value, label] of [
    ['autoreboot=0', 'autoReboot', 'off', 'AutoReboot'],
    ['autoreboot=1', 'autoReboot', 'on', 'AutoReboot'],
    ['powersupplyredundancy=enabled', 'powerSupplyRedundancy', 'enabled', 'PowerSupplyRedundancy'],
    ['powersupplyredundancy=disabled', 'powerSupplyRedundancy', 'disabled', 'PowerSupplyRedundancy'],
    ['powerrestorepolicy=always_on', 'powerRestorePolicy', 'always-on', 'PowerRestorePolicy'],
    ['powerrestorepolicy=always_off', 'powerRestorePolicy', 'always-off', 'PowerRestorePolicy'],
    ['powerrestorepolicy=restore', 'powerRestorePolicy', 'restore', 'PowerRestorePolicy'],
    ['bootmode=regular', 'bootMode', 'regular', 'BootMode'],
    ['bootmode=safe', 'bootMode', 'safe', 'BootMode'],
    ['bootmode=setup', 'bootMode', 'setup', 'BootMode'],
    ['thermalmode=default', 'thermalMode', 'default', 'ThermalMode'],
    ['thermalmode=custom', 'thermalMode', 'custom', 'ThermalMode'],
    ['thermalmode=heavy_io', 'thermalMode', 'heavy-io', 'ThermalMode'],
    ['thermalmode=max_base_fan_floor', 'thermalMode', 'max-base-fan-floor', 'ThermalMode'],
    ['timesyncmethod=ntp', 'timeSyncMethod', 'ntp', 'TimeSyncMethod'],
    ['timesyncmethod=manual', 'timeSyncMethod', 'manual', 'TimeSyncMethod'],
  ] as const)
    test(word, async () => {
      const { invocation, view } = await parse('rspconfig', [word])
      assert.deepEqual(invocation.call.input, { wishes: [{ name, value }] })
      assert.deepEqual(view.result({ set: [name] }), [`BMC Setting BMC ${label}...`])
      assert.deepEqual(view.note?.({ said: 'set', names: [name] }), [`BMC Setting BMC ${label}...`])
    })

  test('several settings at once, in their order', async () => {
    const { input } = await callOf('timesyncmethod=ntp', 'autoreboot=1')
    assert.deepEqual(input, {
      wishes: [
        { name: 'timeSyncMethod', value: 'ntp' },
        { name: 'autoReboot', value: 'on' },
      ],
    })
  })

  test('hostname=X, and hostname=* for the bmc attribute', async () => {
    assert.deepEqual((await callOf('hostname=bmc7.rack')).input, { hostname: 'bmc7.rack' })
    const { invocation, view } = await parse('rspconfig', ['hostname=*'])
    assert.deepEqual(invocation.call.input, {})
    assert.deepEqual(view.result({ hostname: 'bmc7' }), ['BMC Setting BMC Hostname...', 'BMC Hostname: bmc7'])
  })

  test('nameservers=a,b, and none', async () => {
    const { invocation, view } = await parse('rspconfig', ['nameservers=10.0.0.3,fd00::3'])
    assert.deepEqual(invocation.call.input, { servers: ['10.0.0.3', 'fd00::3'] })
    const lines = ['BMC Setting Name Servers...', 'BMC Name Servers: 10.0.0.3,fd00::3']
    assert.deepEqual(view.result({ servers: ['10.0.0.3', 'fd00::3'] }), lines)
    assert.match(await problemOf('nameservers=dns.example'), /^Invalid parameter for option nameservers/)
    assert.match(await problemOf('nameservers=', 'hostname=x'), /can not work with other options/)
  })

  test('ntpservers=a,b, and none', async () => {
    assert.deepEqual((await callOf('ntpservers=10.0.0.9,ntp.example')).input, {
      servers: ['10.0.0.9', 'ntp.example'],
    })
    const { invocation, view } = await parse('rspconfig', ['ntpservers='])
    assert.deepEqual(invocation.call.input, { servers: [] })
    assert.deepEqual(view.result({ servers: [], isDeferred: true }), [
      'BMC Setting NTPServers...',
      'BMC NTP Servers: None',
      'Warning: time will not be synchronized until the host is powered off.',
    ])
    const atOnce = view.result({ servers: ['10.0.0.9'] })
    assert.deepEqual(atOnce, ['BMC Setting NTPServers...', 'BMC NTP Servers: 10.0.0.9'])
  })
})

describe('rspconfig ip= (xcat-contract 1.12)', () => {
  const WORDS = ['ip=10.1.0.7', 'netmask=255.255.0.0', 'gateway=10.1.0.1'] as const
  const SET = { address: '10.1.0.7', prefixLength: 16, gateway: '10.1.0.1' }

  test('with netmask and gateway, in any order', async () => {
    assert.deepEqual((await callOf(...WORDS)).input, { ...SET, waitMs: 60_000 })
    assert.deepEqual((await callOf(...WORDS.toReversed(), 'vlan=10', '--wait', '5')).input, {
      ...SET,
      vlan: 10,
      waitMs: 5000,
    })
  })

  test('prints what it does, then what is', async () => {
    const { view } = await parse('rspconfig', WORDS)
    assert.deepEqual(view.note?.({ said: 'changing-address', zeroConfig: '169.254.5.72' }), [
      'Setting BMC IP configuration... [Zero Config IP: 169.254.5.72]',
    ])
    assert.deepEqual(view.note?.({ said: 'changing-address' }), ['Setting BMC IP configuration...'])
    assert.deepEqual(
      view.result({ ...SET, vlan: 10, isChanged: true, stored: { node: 'n7', bmc: '10.1.0.6' } }),
      [
        'BMC IP: 10.1.0.7',
        'BMC Netmask: 255.255.0.0',
        'BMC Gateway: 10.1.0.1',
        'BMC VLAN ID: 10',
        "The node's bmc is still 10.1.0.6: hwctl nodes set n7 bmc=10.1.0.7",
      ],
    )
  })

  test('dhcp stands alone', async () => {
    const { invocation, view } = await parse('rspconfig', ['ip=dhcp'])
    assert.equal(invocation.call.op, 'useDhcp')
    assert.deepEqual(view.result({ node: 'n7', lastSeen: '10.1.0.7', isRestarting: true }), [
      'BMC Setting IP to DHCP...',
      'The BMC restarts; if DHCP gives it another address than 10.1.0.7: hwctl nodes set n7 bmc=ADDRESS',
    ])
    const given = { node: 'n7', lastSeen: '10.1.0.7', isRestarting: false, address: '10.1.0.8' }
    assert.deepEqual(view.result(given), [
      'BMC Setting IP to DHCP...',
      'BMC IP: 10.1.0.8',
      "The node's bmc is still 10.1.0.7: hwctl nodes set n7 bmc=10.1.0.8",
    ])
  })
})

describe('rspconfig, words that make no sense (xcat-contract 1.12)', () => {
  for (const [words, problem] of [
    ['ip autoreboot=1', 'Can not set and query OpenBMC information at the same time'],
    ['autoreboot=7', "Invalid value '7' for 'autoreboot', Valid values: 0,1"],
    [
      'thermalmode=hot',
      "Invalid value 'hot' for 'thermalmode', Valid values: default,custom,heavy_io,max_base_fan_floor",
    ],
    ['autoreboot=', 'Invalid parameter for option autoreboot'],
    ['autoreboot=toString', "Invalid value 'toString' for 'autoreboot', Valid values: 0,1"],
    ['autoreboot=1 autoreboot=0', "The option 'autoreboot' is given twice"],
    ['hostname=x autoreboot=1', "The option 'hostname' can not work with other options"],
    ['autoreboot=1 ntpservers=', "The option 'ntpservers' can not work with other options"],
    ['hostname=', 'Invalid parameter for option hostname'],
    ['hostname=a_b', 'Invalid parameter for option hostname: a_b'],
    ['ntpservers=a,,b', 'Invalid parameter for option ntpservers: a,,b'],
    ['ip=dhcp netmask=255.0.0.0', 'Setting ip=dhcp must be issued without other options.'],
    ['ip=10.1.0.7', 'IP, netmask and gateway must be configured together.'],
    ['netmask=255.0.0.0 gateway=10.1.0.1', 'IP, netmask and gateway must be configured together.'],
    ['vlan=10', 'VLAN must be configured with IP, netmask and gateway'],
    ['ip= netmask=255.0.0.0 gateway=10.0.0.1', 'Invalid parameter for option ip'],
    ['ip=10.1.0 netmask=255.0.0.0 gateway=10.0.0.1', 'Invalid parameter for option ip: 10.1.0'],
    ['ip=10.1.0.7 netmask=255.0.255.0 gateway=10.0.0.1', 'Invalid parameter for option netmask: 255.0.255.0'],
    [
      'ip=10.1.0.7 netmask=255.255.0.0 gateway=10.2.0.1',
      'Invalid parameter for option gateway: 10.2.0.1 is not in the network of 10.1.0.7',
    ],
    ['ip=10.1.0.7 netmask=255.0.0.0 gateway=10.0.0.1 vlan=5000', 'Invalid parameter for option vlan: 5000'],
    [
      'ip=10.1.0.7 netmask=255.0.0.0 gateway=10.0.0.1 autoreboot=1',
      "The option 'ip' can not work with other options",
    ],
    ['ipsrc=dhcp', 'Unsupported command: rspconfig ipsrc=dhcp'],
    ['ip bogus', 'Unsupported command: rspconfig bogus'],
    ['ip --wait 5', 'Option --wait goes with ip='],
  ] as const)
    test(`${words}: ${problem}`, async () => assert.equal(await problemOf(...words.split(' ')), problem))
})

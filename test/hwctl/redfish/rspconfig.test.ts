import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import type { RunEvent } from '../../../src/core/event.ts'
import { machine, SERVERS } from '../../contract/machines.ts'
import { service, systems } from './service.ts'

type Family = 'openbmc' | 'dell' | 'supermicro'

/** What a command writes to such a service, bodies and all; sessions are left out. */
async function sent(t: TestContext, family: Family, command: string) {
  const kind = SERVERS.find(({ options }) => options.protocol === 'redfish' && options.family === family)
  assert.ok(kind)
  const { bmc, call } = await machine(t, kind)
  const [name = '', ...words] = command.split(' ')
  const { invocation } = await parse(name, words)
  const { events, error } = await call(invocation.call, { trace: true })
  return { bmc, error, writes: events.flatMap(writeOf) }
}

function writeOf(event: RunEvent): readonly string[] {
  if (event.kind !== 'trace' || !('sent' in event) || !event.sent) return []
  const { method, url, body } = event.sent
  const path = new URL(url).pathname
  return method === 'GET' || path.includes('Sessions') ? [] : [`${method} ${path} ${body ?? ''}`.trim()]
}

const SYSTEM = { openbmc: 'system', dell: 'System.Embedded.1', supermicro: '1' } as const
const MANAGER = { openbmc: 'bmc', dell: 'iDRAC.Embedded.1', supermicro: '1' } as const
const NIC = { openbmc: 'eth0', dell: 'NIC.1', supermicro: '1' } as const

const system = (family: Family, body: object) =>
  `PATCH /redfish/v1/Systems/${SYSTEM[family]} ${JSON.stringify(body)}`
const manager = (family: Family, path: string, body: object) =>
  `PATCH /redfish/v1/Managers/${MANAGER[family]}/${path} ${JSON.stringify(body)}`

/**
 * What each command must send to each service, and nothing else; nothing where the service has no such thing. Last, those that lack
 * some of what is asked for.
 */
const COMMANDS: readonly (readonly [
  command: string,
  expected: (family: Family) => readonly string[],
  lackedBy?: readonly Family[],
])[] = [
  [
    'rspconfig powerrestorepolicy=restore',
    (family) => (family === 'openbmc' ? [system(family, { PowerRestorePolicy: 'LastState' })] : []),
  ],
  [
    'rspconfig autoreboot=0',
    (family) =>
      family === 'openbmc' ? [system(family, { Boot: { AutomaticRetryConfig: 'Disabled' } })] : [],
  ],
  [
    'rspconfig bootmode=setup',
    (family) => [
      system(family, {
        Boot: { BootSourceOverrideEnabled: 'Continuous', BootSourceOverrideTarget: 'BiosSetup' },
      }),
    ],
  ],
  [
    'rspconfig bootmode=safe',
    (family) =>
      family === 'dell'
        ? []
        : [
            system(family, {
              Boot: { BootSourceOverrideEnabled: 'Continuous', BootSourceOverrideTarget: 'Diags' },
            }),
          ],
  ],
  ['rspconfig thermalmode=default', () => []],
  ['rspconfig powersupplyredundancy=enabled', () => []],
  [
    'rspconfig timesyncmethod=manual',
    (family) =>
      family === 'supermicro'
        ? []
        : [manager(family, 'NetworkProtocol', { NTP: { ProtocolEnabled: false } })],
  ],
  [
    'rspconfig ntpservers=10.0.0.9,ntp.example',
    (family) =>
      family === 'supermicro'
        ? []
        : [manager(family, 'NetworkProtocol', { NTP: { NTPServers: ['10.0.0.9', 'ntp.example'] } })],
  ],
  [
    'rspconfig nameservers=10.0.0.3,fd00::3',
    (family) =>
      family === 'openbmc'
        ? [manager(family, 'EthernetInterfaces/eth0', { StaticNameServers: ['10.0.0.3', 'fd00::3'] })]
        : [],
  ],
  [
    'rspconfig hostname=bmc7',
    (family) => [manager(family, `EthernetInterfaces/${NIC[family]}`, { HostName: 'bmc7' })],
  ],
  [
    'rspconfig autoreboot=1 timesyncmethod=ntp bootmode=regular',
    (family) => [
      ...(family === 'openbmc' ? [system(family, { Boot: { AutomaticRetryConfig: 'RetryAttempts' } })] : []),
      ...(family === 'supermicro'
        ? []
        : [manager(family, 'NetworkProtocol', { NTP: { ProtocolEnabled: true } })]),
      system(family, { Boot: { BootSourceOverrideEnabled: 'Disabled', BootSourceOverrideTarget: 'None' } }),
    ],
    ['dell', 'supermicro'],
  ],
  [
    'rspconfig admin_passwd=,n3w-Passw0rd',
    (family) => [
      `PATCH /redfish/v1/AccountService/Accounts/${family === 'openbmc' ? 'root' : '2'} {"Password":"xxxxxx"}`,
    ],
  ],
  [
    'rspconfig useradd=jo password=S3cret-Jo privilege=operator',
    (family) => {
      const user = { UserName: 'jo', Password: 'xxxxxx', RoleId: 'Operator', Enabled: true }
      const to =
        family === 'dell'
          ? 'PATCH /redfish/v1/AccountService/Accounts/3'
          : 'POST /redfish/v1/AccountService/Accounts'
      return [`${to} ${JSON.stringify(user)}`]
    },
  ],
  ['rspconfig useradd=jo password=S3cret-Jo privilege=callback', () => []],
  ['rspconfig userch=nobody enabled=0', () => []],
  [
    'rspconfig dump -g',
    (family) =>
      family === 'openbmc'
        ? [
            'POST /redfish/v1/Managers/bmc/LogServices/Dump/Actions/LogService.CollectDiagnosticData {"DiagnosticDataType":"Manager"}',
          ]
        : [],
  ],
  [
    'rspconfig dump -c all',
    (family) =>
      family === 'openbmc'
        ? ['POST /redfish/v1/Managers/bmc/LogServices/Dump/Actions/LogService.ClearLog {}']
        : [],
  ],
  ['rspconfig gard -c', () => []],
]

for (const family of ['openbmc', 'dell', 'supermicro'] as const)
  describe(`what is sent to ${family}`, { concurrency: true }, () => {
    for (const [command, expected, lackedBy = []] of COMMANDS)
      test(`by ${command}: ${expected(family).length} requests that write`, async (t) => {
        const { writes, error } = await sent(t, family, command)
        assert.deepEqual(writes, expected(family))
        const isRefused = error?.kind === 'unsupported' || (error?.kind === 'bmc' && error.status === 404)
        if (writes.length === 0 || lackedBy.includes(family)) assert.ok(isRefused, JSON.stringify(error))
        else assert.equal(error, undefined)
      })
  })

test('a user of an iDRAC is taken out of his slot: his rights first, then his name', async (t) => {
  const kind = SERVERS.find(({ name }) => name === 'Dell')
  assert.ok(kind)
  const { bmc, call } = await machine(t, kind)
  const run = async (...words: string[]) =>
    call((await parse('rspconfig', words)).invocation.call, { trace: true })
  await run('useradd=jo', 'password=S3cret-Jo', 'privilege=user')
  await run('useradd=al', 'password=S3cret-Al', 'privilege=admin')
  assert.deepEqual(
    [...bmc.users.byName].map(([name, { slot }]) => [name, slot]),
    [
      ['jo', 3],
      ['al', 4],
    ],
  )
  const { events } = await run('userrm=jo')
  assert.deepEqual(events.flatMap(writeOf), [
    'PATCH /redfish/v1/AccountService/Accounts/3 {"Enabled":false,"RoleId":"None"}',
    'PATCH /redfish/v1/AccountService/Accounts/3 {"UserName":""}',
  ])
  assert.deepEqual([...bmc.users.byName.keys()], ['al'])
})

describe('an address: what is sent, so that it is never without one', () => {
  async function moved(t: TestContext, family: Family, origin: 'static' | 'dhcp', words = '') {
    const kind = SERVERS.find(({ options }) => options.protocol === 'redfish' && options.family === family)
    assert.ok(kind)
    const { bmc, call } = await machine(t, kind)
    await bmc.set({ addressFrom: origin })
    const free = bmc.address.replace(/^127\.(\d+)/, (_all, second) => `127.${Number(second) + 64}`)
    const command = `rspconfig ip=${free} netmask=255.0.0.0 gateway=127.0.0.9${words}`
    const { invocation } = await parse('rspconfig', command.split(' ').slice(1))
    const { events, error } = await call(invocation.call, { trace: true })
    assert.equal(error, undefined, JSON.stringify(error))
    const bodies = events
      .flatMap(writeOf)
      .map((line) => line.replaceAll(free, 'NEW').replaceAll(bmc.address, 'OLD'))
      .map((line) =>
        line.replaceAll(/\/redfish\/v1\/Managers\/[^/]+\/EthernetInterfaces/g, '').replaceAll('"', ''),
      )
    return { bmc, bodies }
  }
  const entry = (address: string, gateway: string) =>
    `{Address:${address},SubnetMask:255.0.0.0,Gateway:${gateway}}`

  test('beside the old one with the old gateway, then the gateway of both, then without the old one', async (t) => {
    const { bodies } = await moved(t, 'openbmc', 'static')
    assert.deepEqual(bodies, [
      `PATCH /eth0 {IPv4StaticAddresses:[{},${entry('NEW', '127.0.0.1')}]}`,
      'PATCH /eth0 {IPv4StaticAddresses:[{Gateway:127.0.0.9},{Gateway:127.0.0.9}]}',
      'PATCH /eth0 {IPv4StaticAddresses:[null,{}]}',
    ])
  })

  test('one from DHCP is kept as a static one first', async (t) => {
    const { bodies } = await moved(t, 'openbmc', 'dhcp')
    assert.equal(bodies[0], `PATCH /eth0 {IPv4StaticAddresses:[${entry('OLD', '127.0.0.1')}]}`)
    assert.equal(bodies.length, 4)
  })

  test('a VLAN is an interface of its own on OpenBMC', async (t) => {
    const { bodies } = await moved(t, 'openbmc', 'static', ' vlan=10')
    assert.equal(
      bodies[0],
      'POST  {VLAN:{VLANEnable:true,VLANId:10},Links:{RelatedInterfaces:[{@odata.id:/eth0}]}}',
    )
    assert.equal(bodies[1], `PATCH /eth0_10 {IPv4StaticAddresses:[${entry('NEW', '127.0.0.1')}]}`)
    assert.equal(bodies.at(-1), 'PATCH /eth0 {IPv4StaticAddresses:[null]}')
  })

  test('in the place of the old one on iDRAC, which refuses a second; DHCP and the VLAN go with it', async (t) => {
    const { bodies } = await moved(t, 'dell', 'static')
    assert.deepEqual(bodies, [
      `PATCH /NIC.1 {IPv4StaticAddresses:[{},${entry('NEW', '127.0.0.1')}]}`,
      `PATCH /NIC.1 {IPv4StaticAddresses:[${entry('NEW', '127.0.0.9')}]}`,
    ])
    const withVlan = await moved(t, 'dell', 'dhcp', ' vlan=10')
    assert.deepEqual(withVlan.bodies, [
      `PATCH /NIC.1 {DHCPv4:{DHCPEnabled:false},IPv4StaticAddresses:[${entry('NEW', '127.0.0.9')}],VLAN:{VLANEnable:true,VLANId:10}}`,
    ])
  })

  test('IPv4Addresses, where there is nothing else to be set (2016)', async (t) => {
    const { bodies } = await moved(t, 'supermicro', 'dhcp')
    assert.deepEqual(bodies, [
      'PATCH /1 {IPv4Addresses:[{Address:NEW,SubnetMask:255.0.0.0,Gateway:127.0.0.9,AddressOrigin:Static}]}',
    ])
  })
})

describe('a service that answers 200 and does otherwise', () => {
  const SAID = {
    'PowerRestorePolicy@Message.ExtendedInfo': [
      { MessageId: 'Base.1.8.PropertyNotWritable', Message: 'It is read only.' },
    ],
  }

  test('is told of with the property, what it is, and the reason', async (t) => {
    const tree = systems({ '1': { PowerRestorePolicy: 'AlwaysOff' } })
    const { ask } = await service(t, tree, ({ method }) =>
      method === 'PATCH' ? { status: 200, body: SAID } : undefined,
    )
    const [error] = (await ask('rspconfig powerrestorepolicy=restore')).errors
    assert.ok(error?.kind === 'bmc')
    assert.equal(error.message, 'not changed: PowerRestorePolicy: asked for LastState, is AlwaysOff')
    assert.equal(error.resolution, 'It is read only.')
  })

  test('a message beside a property, without `error`, is the reason of a refusal', async (t) => {
    const tree = systems({ '1': { PowerRestorePolicy: 'AlwaysOff' } })
    const { ask } = await service(t, tree, ({ method }) =>
      method === 'PATCH' ? { status: 400, body: SAID } : undefined,
    )
    const [error] = (await ask('rspconfig powerrestorepolicy=restore')).errors
    assert.ok(error?.kind === 'bmc' && error.message === 'It is read only.')
  })
})

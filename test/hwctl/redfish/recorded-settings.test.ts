import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProbeReading } from '../../../src/hwctl/managers/probe.ts'
import { recordedMachine, skip } from './recorded-machine.ts'

const OPENBMC = 'openbmc-2.15-stock'
const DELL = 'dell-r750-idrac9-7.10'
const RACKMOUNT = 'dmtf-public-rackmount1'
const BLADED = 'dmtf-public-bladed'
const X10 = 'supermicro-x10-redfish1.0'
const SYSTEMS: Readonly<Record<string, string>> = { [BLADED]: '529QB9450R6' }

const DELL_BIOS = '/redfish/v1/Systems/System.Embedded.1/Bios'

describe('power limits of recorded machines', { skip }, () => {
  for (const [file, lines] of [
    [OPENBMC, ['Power limit: off']],
    [DELL, ['Power limit: 1453 W', 'Drawn: 252 W']],
    [RACKMOUNT, ['Power limit: 500 W', 'Allowed: from 150 W to 1000 W', 'Drawn: 374 W']],
    [BLADED, undefined],
    [X10, undefined],
  ] as const)
    test(`${file}: ${lines?.join(', ') ?? 'none'}`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, SYSTEMS[file])
      const { error, lines: said } = await ask('rpowercap')
      if (lines) assert.deepEqual(said, lines)
      else assert.equal(error?.kind, 'unsupported')
      assert.deepEqual(served.requests, [])
    })

  for (const [file, path, body] of [
    [
      DELL,
      '/redfish/v1/Chassis/System.Embedded.1/Power',
      { PowerControl: [{ PowerLimit: { LimitInWatts: 800 } }] },
    ],
    [RACKMOUNT, '/redfish/v1/Chassis/1U/EnvironmentMetrics', { PowerLimitWatts: { SetPoint: 800 } }],
  ] as const)
    test(`${file}: what is sent is the limit alone, and that nothing came of it is told`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, SYSTEMS[file])
      const { error } = await ask('rpowercap set 800')
      assert.match(error?.kind === 'bmc' ? error.message : '', /not changed: power limit: asked for 800/)
      assert.deepEqual(
        served.requests.map(({ method, path: to, body: sent }) => [method, to, sent]),
        [['PATCH', path, body]],
      )
    })
})

describe('BIOS settings of recorded machines', { skip }, () => {
  test(`${DELL}: 454 of them, as its JSON has them`, async (t) => {
    const { ask, served } = await recordedMachine(t, DELL)
    const { lines } = await ask('rbios get')
    assert.equal(lines.length, 454)
    assert.deepEqual(lines.slice(0, 5), [
      'AcPwrRcvry: Last',
      'AcPwrRcvryDelay: Immediate',
      'AcPwrRcvryUserDelay: 120',
      'AesNi: Enabled',
      'AssetTag: ',
    ])
    assert.equal(lines.filter((line) => line.endsWith(': N/A')).length, 10)
    assert.deepEqual((await ask('rbios pending')).lines, ['Nothing pending'])
    assert.deepEqual(served.requests, [])
  })

  test(`${DELL}: its registry types and bounds what is set, though its version is not the one that is named`, async (t) => {
    const { ask, served } = await recordedMachine(t, DELL)
    await ask('rbios set OptimizerMode=disabled AcPwrRcvryUserDelay=300')
    assert.deepEqual(
      served.requests.map(({ method, path, body }) => [method, path, body]),
      [
        [
          'PATCH',
          `${DELL_BIOS}/Settings`,
          {
            '@Redfish.SettingsApplyTime': { ApplyTime: 'OnReset' },
            Attributes: { OptimizerMode: 'Disabled', AcPwrRcvryUserDelay: 300 },
          },
        ],
      ],
    )
  })

  for (const [word, offered] of [
    ['AcPwrRcvryUserDelay=601', ['a number from 120 to 600']],
    ['OptimizerMode=Sometimes', ['Auto', 'Enabled', 'Disabled']],
    ['LogicalProc=Disabled', undefined],
    ['SysPassword=secret', undefined],
    ['SystemModelName=X', undefined],
    ['AcPwrRcvery=On', ['AcPwrRcvry', 'AcPwrRcvryDelay', 'AcPwrRcvryUserDelay']],
  ] as const)
    test(`${DELL}: ${word} is refused, and nothing is sent`, async (t) => {
      const { ask, served } = await recordedMachine(t, DELL)
      const { error } = await ask(`rbios set ${word}`)
      assert.deepEqual(error?.kind === 'unsupported' && error.offered, offered)
      assert.deepEqual(served.requests, [])
    })

  test(`${RACKMOUNT}: pending is what differs, and that all goes to default`, async (t) => {
    const { ask, served } = await recordedMachine(t, RACKMOUNT)
    assert.deepEqual((await ask('rbios get EmbeddedSata ProcCoreDisable')).lines, [
      'EmbeddedSata: Raid',
      'ProcCoreDisable: 0',
    ])
    assert.deepEqual((await ask('rbios pending')).lines, [
      'All settings: to default at the next restart',
      'AdminPhone: (404) 555-1212 (at the next restart, now )',
      'EmbeddedSata: Ahci (at the next restart, now Raid)',
      'NicBoot2: NetworkBoot (at the next restart, now Disabled)',
      'ProcTurboMode: Disabled (at the next restart, now Enabled)',
    ])
    assert.deepEqual(served.requests, [])
  })

  for (const file of [OPENBMC, DELL, RACKMOUNT, X10])
    test(`${file}: ${file === X10 ? 'nothing to reset' : 'reset with one request'}`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, SYSTEMS[file])
      const { error } = await ask('rbios reset-to-default')
      if (file === X10) assert.equal(error?.kind, 'unsupported')
      else
        assert.match(served.requests.map(({ path }) => path).join(), /^\S+\/Bios\/Actions\/Bios\.ResetBios$/)
      if (file !== DELL && file !== RACKMOUNT)
        assert.equal((await ask('rbios get')).error?.kind, 'unsupported')
    })
})

describe('virtual media of recorded machines', { skip }, () => {
  for (const [file, lines] of [
    [DELL, ['1: empty (CD, DVD, USBStick)', '2: empty (CD, DVD, USBStick)']],
    [
      RACKMOUNT,
      [
        'CD1: redfish.dmtf.org/freeImages/freeOS.1.1.iso (CD, DVD, writable)',
        'CD2: /redfish/v1/UpdateService/LocalImageStore/49 (CD, DVD, write-protected)',
        'Floppy1: https://www.dmtf.org/freeImages/Sardine.img (Floppy, USBStick, writable)',
      ],
    ],
    [OPENBMC, undefined],
    [BLADED, undefined],
    [X10, undefined],
  ] as const)
    test(`${file}: ${lines?.length ?? 'no'} slots`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, SYSTEMS[file])
      const { error, lines: said } = await ask('rvmedia list')
      if (lines) assert.deepEqual([...said].sort(), lines)
      else assert.equal(error?.kind, 'unsupported')
      assert.deepEqual(served.requests, [])
    })
})

describe('certificates of recorded machines', { skip }, () => {
  const INSTALLED: Readonly<Record<string, readonly [string, string]>> = {
    [OPENBMC]: ['testhost', '2033-08-12T20:04:46.000Z'],
    [DELL]: ['idrac-CLLV0R3', '2033-03-31T14:53:00.000Z'],
    [RACKMOUNT]: ['manager.contoso.org', '2019-09-07T13:22:05.000Z'],
  }
  for (const file of [OPENBMC, DELL, RACKMOUNT, BLADED, X10])
    test(`${file}: ${INSTALLED[file]?.join(' until ') ?? 'none is told of'}`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, SYSTEMS[file])
      const { value } = await ask('rcert show')
      const { shown, installed } = value as {
        shown: { subject: { CN: string } }
        installed: readonly { subject: { CN: string }; validUntil: string }[]
      }
      assert.equal(shown.subject.CN, 'recorded')
      assert.deepEqual(
        installed.map(({ subject, validUntil }) => [subject.CN, validUntil]),
        INSTALLED[file] ? [INSTALLED[file]] : [],
      )
      assert.deepEqual(served.requests, [])
    })

  for (const file of [OPENBMC, DELL, RACKMOUNT])
    test(`${file}: a request names the collection of the web server's certificates`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, SYSTEMS[file])
      await ask('rcert csr O=Example OU=IT L=Bonn ST=NRW C=DE CN=bmc7')
      const [sent] = served.requests
      assert.ok(sent)
      assert.match(sent.path || '', /CertificateService\.GenerateCSR$/)
      const { CertificateCollection, ...name } = sent.body as Readonly<Record<string, unknown>>
      assert.match(JSON.stringify(CertificateCollection), /NetworkProtocol\/HTTPS\/Certificates/)
      assert.deepEqual(name, {
        CommonName: 'bmc7',
        Organization: 'Example',
        OrganizationalUnit: 'IT',
        City: 'Bonn',
        State: 'NRW',
        Country: 'DE',
      })
    })
})

describe('recorded machines, probed', { skip }, () => {
  for (const [file, about, can, cannot] of [
    [
      OPENBMC,
      { protocol: 'redfish', protocolVersion: '1.17.0' },
      ['rbios reset-to-default', 'rcert replace', 'rsetboot usb'],
      ['rbios get', 'rvmedia list', 'rsetboot http', 'rspconfig gard'],
    ],
    [
      DELL,
      { vendor: 'Dell Inc.', model: 'PowerEdge R750' },
      ['rbios set', 'rvmedia insert', 'rpowercap set', 'rsetboot http', 'rpower nmi'],
      ['rsetboot usb', 'rspconfig gard'],
    ],
    [RACKMOUNT, { vendor: 'Contoso' }, ['rbios set', 'rvmedia list', 'rpowercap set', 'rcert csr'], []],
    [BLADED, {}, ['rpower on', 'rcert show'], ['rpowercap get', 'rvmedia list', 'rpower bmcreboot']],
    [
      X10,
      { vendor: 'Supermicro' },
      ['rsetboot floppy', 'rpower nmi'],
      ['rbios get', 'rpowercap get', 'rcert csr'],
    ],
  ] as const)
    test(`${file} is what it is, and reading it changes nothing`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, SYSTEMS[file])
      const reading = (await ask('probe')).value as ProbeReading
      assert.partialDeepStrictEqual(reading, about)
      const abilities = new Map(
        reading.abilities.map(({ command, word, can: is }) => [`${command} ${word}`, is]),
      )
      for (const word of can) assert.equal(abilities.get(word), true, word)
      for (const word of cannot) assert.equal(abilities.get(word), false, word)
      assert.equal(reading.quirks.includes('boot-words'), file === X10)
      assert.deepEqual(served.requests, [])
    })
})

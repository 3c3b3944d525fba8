import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { QUIRKS } from '../../../src/hwctl/managers/probe.ts'
import { itemOf } from '../../../src/hwctl/redfish/client/part.ts'
import type { JsonObject } from '../../../src/hwctl/redfish/client/property.ts'
import { indicatorOf } from '../../../src/hwctl/redfish/indicator.ts'
import { EVERY_QUIRK } from '../../../src/hwctl/redfish/quirks/every-quirk.ts'
import { jobStateOf } from '../../../src/hwctl/redfish/quirks/job-state-in-oem.ts'
import { logsOfOtherThings } from '../../../src/hwctl/redfish/quirks/logs-of-other-things.ts'
import { withTwoDigits } from '../../../src/hwctl/redfish/quirks/one-digit-dates.ts'
import { isShown, type Place, type Quirk } from '../../../src/hwctl/redfish/quirks/quirk.ts'
import { standingById } from '../../../src/hwctl/redfish/quirks/standing-in-id.ts'
import { atNextStart } from '../../../src/hwctl/redfish/quirks/times-for-settings.ts'
import { classesByPath } from '../../../src/hwctl/redfish/quirks/typed-sensor-ids.ts'

const FOLDER = resolve(import.meta.dirname, '../../../src/hwctl/redfish/quirks')
const ABOUT_QUIRKS = ['quirk.ts', 'every-quirk.ts', 'shown-quirks.ts']

type Read = Readonly<Partial<Record<Place, readonly JsonObject[]>>>

/** Lines of recorded answers that show a quirk, and such that do not, from other machines or made of the first by hand. */
const RECORDED: Readonly<Record<string, readonly [shows: Read, doesNot: Read]>> = {
  // PowerEdge R750, iDRAC 7.10.30.00
  'idle-lamp-is-lit': [{ root: [{ Vendor: 'Dell' }] }, { root: [{ RedfishVersion: '1.17.0' }] }],
  'job-state-in-oem': [{ root: [{ Vendor: 'Dell' }] }, { root: [{}] }],
  'refuses-what-is-so': [{ root: [{ Vendor: 'Dell' }] }, { root: [{ Vendor: 'Contoso' }] }],
  'account-slots': [
    {
      accounts: [
        { Id: '2', UserName: 'root' },
        { Id: '3', UserName: '' },
      ],
    },
    { accounts: [{ Id: '1', UserName: 'Administrator' }] },
  ],
  'one-digit-dates': [
    { certificates: [{ ValidNotAfter: '2033-3-31T14:53:00+00:00' }] },
    { certificates: [{ ValidNotAfter: '2033-08-12T20:04:46+00:00' }] },
  ],
  'registry-of-another-version': [
    { root: [{ Vendor: 'Dell' }], bios: [{ AttributeRegistry: 'BiosAttributeRegistry.v1_0_3' }] },
    { root: [{}], bios: [{ AttributeRegistry: 'BiosAttributeRegistryP89.v1_0_0' }] },
  ],
  'slot-beside-dhcp': [
    { interfaces: [{ IPv4StaticAddresses: [{ Address: '192.168.0.120', AddressOrigin: 'DHCP' }] }] },
    { interfaces: [{ IPv4StaticAddresses: [] }, { IPv4StaticAddresses: [{ AddressOrigin: 'Static' }] }] },
  ],
  'standing-in-id': [
    {
      images: [
        { '@odata.id': '/redfish/v1/UpdateService/FirmwareInventory/Installed-159-1.13.2__BIOS.Setup.1-1' },
      ],
    },
    { images: [{ '@odata.id': '/redfish/v1/UpdateService/FirmwareInventory/5d0869c4' }] },
  ],
  'times-for-settings': [
    { system: [{ '@Redfish.Settings': { SupportedApplyTimes: ['OnReset'] } }] },
    { system: [{ Boot: {} }] },
  ],
  'logs-of-other-things': [
    { logs: [{ '@odata.id': '/redfish/v1/Managers/iDRAC.Embedded.1/LogServices/FaultList' }] },
    { logs: [{ '@odata.id': '/redfish/v1/Managers/iDRAC.Embedded.1/LogServices/Sel' }] },
  ],
  // OpenBMC 2.15; its sensors as bmcweb names them now
  'images-named-alike': [{ manager: [{ Model: 'OpenBmc' }] }, { manager: [{ Model: '15G Monolithic' }] }],
  'failed-images-are-disabled': [{ manager: [{ Model: 'OpenBmc' }] }, { manager: [{}] }],
  'dump-in-task-headers': [{ manager: [{ Model: 'OpenBmc' }] }, { manager: [{ Model: null }] }],
  'messages-beside-properties': [{ manager: [{ Model: 'OpenBmc' }] }, {}],
  'typed-sensor-ids': [
    { sensors: [{ '@odata.id': '/redfish/v1/Chassis/chassis/Sensors/temperature_ambient' }] },
    { sensors: [{ '@odata.id': '/redfish/v1/Chassis/System.Embedded.1/Sensors/CPU1Temp' }] },
  ],
  // Supermicro X10, Redfish 1.0.1
  'boot-words': [
    {
      system: [
        {
          Boot: {
            'BootSourceOverrideTarget@Redfish.AllowableValues': [
              'None',
              'Pxe',
              'Hdd',
              'Diags',
              'CD/DVD',
              'BiosSetup',
            ],
          },
        },
      ],
    },
    {
      system: [
        { Boot: { 'BootSourceOverrideTarget@Redfish.AllowableValues': ['None', 'Pxe', 'Cd', 'Usb'] } },
      ],
    },
  ],
  'no-boot-mode': [
    { system: [{ Boot: { BootSourceOverrideEnabled: 'Disabled', BootSourceOverrideTarget: 'None' } }] },
    { system: [{ Boot: { BootSourceOverrideMode: 'UEFI' } }] },
  ],
  'bmc-restarts-untold': [
    {
      manager: [
        { Actions: { '#Manager.Reset': { target: '/redfish/v1/Managers/1/Actions/Manager.Reset' } } },
      ],
    },
    {
      manager: [
        {
          Actions: {
            '#Manager.Reset': {
              target: '/redfish/v1/Managers/bmc/Actions/Manager.Reset',
              '@Redfish.ActionInfo': '/redfish/v1/Managers/bmc/ResetActionInfo',
            },
          },
        },
      ],
    },
  ],
  'power-in-old-form': [
    { chassis: [{ Id: 'apart' }, { Power: { '@odata.id': '/redfish/v1/Chassis/1/Power' } }] },
    { chassis: [{ Power: {}, PowerSubsystem: {} }, { Id: 'apart' }] },
  ],
  'media-at-manager': [
    { manager: [{ VirtualMedia: { '@odata.id': '/redfish/v1/Managers/1/VM1' } }], system: [{ Id: '1' }] },
    { manager: [{ VirtualMedia: {} }], system: [{ VirtualMedia: {} }] },
  ],
  'unfilled-texts': [{ system: [{ SKU: 'To be filled by O.E.M.' }] }, { system: [{ SKU: '8675309' }] }],
  'zero-when-absent': [
    { thermal: [{ Name: 'CPU Temp', Status: { State: 'Absent' }, ReadingCelsius: 0 }] },
    {
      thermal: [
        { Status: { State: 'Absent' }, ReadingCelsius: null },
        { Status: { State: 'Enabled' }, ReadingCelsius: 0 },
      ],
    },
  ],
}

describe('quirks are data in one place', () => {
  test('every file is a quirk of the list, by its name, with a machine, a source and signs', async () => {
    const files = readdirSync(FOLDER).filter((file) => !ABOUT_QUIRKS.includes(file))
    assert.deepEqual(
      files.map((file) => file.replace(/\.ts$/, '')),
      EVERY_QUIRK.map(({ name }) => name),
    )
    for (const file of files) {
      const module: Record<string, unknown> = await import(`${FOLDER}/${file}`)
      const quirk = EVERY_QUIRK.find(({ name }) => name === file.replace(/\.ts$/, ''))
      assert.ok(quirk && Object.values(module).includes(quirk), file)
      assert.ok(quirk.machine && quirk.source && quirk.signs.length > 0, file)
      assert.ok(/recorded/.test(quirk.source) || /bmcweb/.test(quirk.source), `${file}: ${quirk.source}`)
    }
  })

  test('every one has its row in docs/redfish-quirks.md, with machine and source', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../docs/redfish-quirks.md'), 'utf8')
    for (const { name, machine, source } of EVERY_QUIRK) {
      const row = page.split('\n').find((line) => line.startsWith(`| ${name} | `))
      assert.ok(row?.startsWith(`| ${name} | ${machine} | `) && row.endsWith(` | ${source} |`), name)
    }
  })

  test('every one of them can be told of', () => {
    for (const { name } of EVERY_QUIRK) assert.ok(QUIRKS.includes(name), name)
  })
})

describe('a quirk is told by what a machine shows', () => {
  test('there are recorded answers for each', () =>
    assert.deepEqual(Object.keys(RECORDED).sort(), EVERY_QUIRK.map(({ name }) => name).sort()))

  for (const quirk of EVERY_QUIRK)
    test(quirk.name, () => {
      const [shows, doesNot] = RECORDED[quirk.name] ?? [{}, {}]
      assert.equal(isShown(quirk, shows), true)
      assert.equal(isShown(quirk, doesNot), false)
      assert.equal(isShown(quirk, {}), false)
    })

  test('signs at one place are those of one object', () => {
    const quirk: Pick<Quirk, 'signs'> = {
      signs: [
        { at: 'chassis', property: ['A'], is: 'there' },
        { at: 'chassis', property: ['B'], is: 'absent' },
      ],
    }
    const all = { name: 'boot-words', machine: '', source: '', ...quirk } as const
    assert.equal(isShown(all, { chassis: [{ A: 1, B: 1 }, {}] }), false)
    assert.equal(
      isShown(all, {
        chassis: [
          { A: 1, B: 1 },
          { A: 1, B: null },
        ],
      }),
      true,
    )
  })
})

describe('what comes of a quirk', () => {
  test('idle lamp is lit: a PowerEdge R750 that nobody looks for', () => {
    const recorded = { IndicatorLED: 'Lit', LocationIndicatorActive: false }
    assert.equal(indicatorOf(recorded, { Vendor: 'Dell' }).state, 'off')
    assert.equal(indicatorOf(recorded, {}).state, 'on')
    assert.equal(
      indicatorOf({ IndicatorLED: 'Blinking', LocationIndicatorActive: true }, { Vendor: 'Dell' }).state,
      'on',
    )
  })

  test('standing in the id: images of a PowerEdge R750, and an id that says nothing', () => {
    const ids = {
      'Installed-159-1.13.2__BIOS.Setup.1-1': 'running',
      'Current-159-1.13.2__BIOS.Setup.1-1': 'inactive',
      'Previous-25227-6.00.30.00__iDRAC.Embedded.1-1': 'inactive',
      '5d0869c4': undefined,
      BIOS: undefined,
    }
    for (const [id, standing] of Object.entries(ids)) assert.equal(standingById(id), standing, id)
  })

  test('unfilled texts: the SKU and serial number of a Supermicro X10', () => {
    const recorded = {
      Model: 'Super Server',
      SKU: 'To be filled by O.E.M.',
      SerialNumber: '          ',
      PartNumber: '',
    }
    const { properties, serialNumber } = itemOf('system', 'system', recorded)
    assert.deepEqual(properties, { Model: 'Super Server' })
    assert.equal(serialNumber, undefined)
  })

  test('typed sensor ids: all of them, or none is taken for one', () => {
    const at = (...ids: readonly string[]) => ids.map((id) => `/redfish/v1/Chassis/chassis/Sensors/${id}`)
    const typed = classesByPath(at('temperature_ambient', 'fantach_fan0_0', 'fanpwm_pwm1'))
    assert.deepEqual([...(typed?.values() ?? [])], ['temperature', 'fan-speed', 'other'])
    assert.equal(classesByPath(at('temperature_ambient', 'CPU1Temp')), undefined)
    assert.equal(classesByPath(at('power')), undefined)
  })

  test('one-digit dates: ISO 8601 comes of them, and stays', () => {
    assert.equal(withTwoDigits('2033-3-31T14:53:00+00:00'), '2033-03-31T14:53:00+00:00')
    assert.equal(withTwoDigits('2023-12-3T14:53:00+00:00'), '2023-12-03T14:53:00+00:00')
    assert.equal(withTwoDigits('2033-08-12T20:04:46+00:00'), '2033-08-12T20:04:46+00:00')
  })

  test('logs of other things: those of a PowerEdge R750 and of OpenBMC, beside those with events', () => {
    for (const id of ['FaultList', 'Journal', 'HostLogger', 'PostCodes', 'Dump'])
      assert.equal(logsOfOtherThings.ids.test(id), true, id)
    for (const id of ['Sel', 'Lclog', 'EventLog', 'Log1'])
      assert.equal(logsOfOtherThings.ids.test(id), false, id)
  })

  test('job state in the vendor part: it alone says that an update waits', () => {
    assert.equal(jobStateOf({ TaskState: 'Starting', Oem: { Dell: { JobState: 'Scheduled' } } }), 'Scheduled')
    assert.equal(jobStateOf({ TaskState: 'Running', Oem: {} }), undefined)
  })

  test('times for settings: named where the service names the next start', () => {
    assert.deepEqual(atNextStart({ '@Redfish.Settings': { SupportedApplyTimes: ['OnReset'] } }), {
      '@Redfish.SettingsApplyTime': { ApplyTime: 'OnReset' },
    })
    assert.deepEqual(atNextStart({ '@Redfish.Settings': {} }), {})
  })
})

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { itemOf } from '../../../src/hwctl/redfish/client/part.ts'
import { indicatorOf } from '../../../src/hwctl/redfish/indicator.ts'
import { standingById } from '../../../src/hwctl/redfish/quirks/standing-in-id.ts'
import { classesByPath } from '../../../src/hwctl/redfish/quirks/typed-sensor-ids.ts'

const FOLDER = resolve(import.meta.dirname, '../../../src/hwctl/redfish/quirks')

test('every quirk has a name, a machine and a source', async () => {
  const files = readdirSync(FOLDER).filter((file) => file !== 'quirk.ts')
  for (const file of files) {
    const module: Record<string, unknown> = await import(`${FOLDER}/${file}`)
    const quirk = Object.values(module).find((one) => typeof one === 'object') as
      | Record<string, unknown>
      | undefined
    for (const field of ['name', 'machine', 'source'])
      assert.equal(typeof quirk?.[field], 'string', `${file}: ${field}`)
  }
})

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

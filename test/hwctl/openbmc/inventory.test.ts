import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { itemsOf } from '../../../src/hwctl/openbmc/client/inventory-item.ts'
import { askBmc } from './asked-bmc.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

const ROOT = '/xyz/openbmc_project'
const TREE = `${ROOT}/inventory/enumerate`
const SYSTEM = `${ROOT}/inventory/system`
const SOFTWARE = `${ROOT}/software/enumerate`
const OLD = '/org/openbmc/inventory/enumerate'

function recorded(file: string): string {
  return readFileSync(`${SAMPLES}/${file}`, 'utf8')
}

function body(objects: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ data: objects, message: '200 OK', status: 'ok' })
}

async function lines(t: TestContext, bodies: Readonly<Record<string, string>>, command: string) {
  const answer = await askBmc(t, bodies, command)
  assert.equal(answer.error, undefined, JSON.stringify(answer.error))
  return answer.lines
}

describe('rinv of recorded bodies', { skip }, () => {
  for (const folder of ['live-bmcweb', 'live-phosphor-rest']) {
    const bodies = () => ({
      [TREE]: recorded(`${folder}/inventory-enumerate.json`),
      [SOFTWARE]: recorded(`${folder}/software-enumerate.json`),
    })

    test(`${folder}: everything, without what is empty, associations and namespaces`, async (t) => {
      const shown = await lines(t, bodies(), 'rinv all')
      assert.deepEqual(
        shown.filter((line) => / : ?$|xyz\.|Associations|endpoints|True|False/.test(line)),
        [],
      )
      for (const line of [
        'BMC MACAddress : 70:e2:84:14:28:0d',
        'CHASSIS Type : RackMount',
        'CPU1 CORE0 Present : 1',
        'DIMM0 ECC : SingleBitECC',
        'DIMM0 MemoryType : DDR4',
        'DIMM0 SerialNumber : 0x15d27a10',
        'DIMM2 Functional : 0',
        'DIMM3 Present : 0',
        'SYSTEM UUID : 38333335-4754-4331-3331-384143410000',
      ])
        assert.ok(shown.includes(line), line)
      assert.equal(shown.at(-1), 'HOST Firmware Product: IBM-witherspoon-redbud-ibm-OP9_v1.19_1.33 (Active)*')
    })

    test(`${folder}: --raw has every property of every object`, async (t) => {
      const { data } = JSON.parse(bodies()[TREE] ?? '')
      const count = Object.values<object>(data).flatMap((object) => Object.keys(object)).length
      const shown = await lines(t, bodies(), 'rinv all --raw')
      assert.equal(shown.filter((line) => line.startsWith('/')).length, count)
      assert.ok(shown.includes(`${ROOT}/inventory/system BuildDate : `))
    })
  }

  test('barreleye 2017-06: a stray object, 0 and 1', async (t) => {
    const bodies = { [TREE]: recorded('issues/inventory-enumerate-barreleye-2017-06.json') }
    assert.deepEqual(await lines(t, { ...bodies, [SOFTWARE]: body({}) }, 'rinv all'), [
      'HDD_BACKPLANE Cached : 0',
      'HDD_BACKPLANE FieldReplaceable : 1',
      'HDD_BACKPLANE Manufacturer : FOXCONN',
      'HDD_BACKPLANE PartNumber : 1xxx-xxx-G',
      'HDD_BACKPLANE Present : 1',
      'HDD_BACKPLANE PrettyName : BARRELEYE BPx15',
      'HDD_BACKPLANE SerialNumber : 1xxx-xxx-xxx2',
      'MOTHERBOARD Cached : 1',
      'MOTHERBOARD FieldReplaceable : 1',
      'MOTHERBOARD Manufacturer : INGRASYS',
      'MOTHERBOARD PartNumber : 1xxx-xxx-G',
      'MOTHERBOARD Present : 1',
      'MOTHERBOARD PrettyName : BARRELEYE',
      'MOTHERBOARD SerialNumber : 6xxx2',
      'SYSTEM Cached : 1',
      'SYSTEM FieldReplaceable : 1',
      'SYSTEM Model : 1xxxG',
      'SYSTEM Present : 1',
      'SYSTEM SerialNumber : 6xxx2',
    ])
    assert.deepEqual(await lines(t, bodies, 'rinv drive'), ['No attributes returned from the BMC.'])
  })

  test('witherspoon 2017-05: trailing blanks', async (t) => {
    const bodies = { [TREE]: recorded('issues/inventory-enumerate-witherspoon-2017-05.json') }
    assert.deepEqual(await lines(t, bodies, 'rinv model serial'), [
      'SYSTEM Model : 2',
      'SYSTEM SerialNumber : 1315ACA',
    ])
    const all = await lines(t, { ...bodies, [SOFTWARE]: body({}) }, 'rinv all')
    assert.ok(all.includes('MOTHERBOARD PrettyName : SYSTEM PLANAR'))
    assert.ok(all.includes('MOTHERBOARD PartNumber : 00VK448'))
    assert.ok(all.includes('MOTHERBOARD Present : 0'))
  })

  test('2016-07: the old namespace, booleans as text; no list of firmware', async (t) => {
    const bodies = { [OLD]: recorded('issues/org-openbmc-inventory-2016-07.json') }
    const answer = await askBmc(t, bodies, 'rinv all')
    assert.deepEqual(answer.lines, [
      'BIOS fault : 0',
      'BIOS fru_type : SYSTEM',
      'BIOS is_fru : 1',
      'BIOS present : 1',
      'FAN0 fault : 0',
      'FAN0 fru_type : FAN',
      'FAN0 is_fru : 1',
      'FAN0 present : 0',
      'SYSTEM fault : 0',
      'SYSTEM fru_type : SYSTEM',
      'SYSTEM is_fru : 1',
      'SYSTEM present : 1',
    ])
    assert.deepEqual(answer.requests, [`GET ${TREE}`, `GET ${OLD}`, `GET ${SOFTWARE}`])
    assert.ok(answer.events.some((event) => event.kind === 'note'))
    assert.equal((await askBmc(t, bodies, 'rinv firm')).error?.kind, 'bmc')
  })

  for (const [file, shown] of [
    ['issues/software-enumerate-2017-06.json', ['BMC Firmware Product: v1.99.6-29-ga956295-dirty (Active)']],
    ['issues/software-enumerate-2020-06.json', ['No attributes returned from the BMC.']],
  ] as const)
    test(`rinv firm of ${file}`, async (t) =>
      assert.deepEqual(await lines(t, { [SOFTWARE]: recorded(file) }, 'rinv firm'), shown))

  test('2017-08: what a host image is made of, in order', async (t) => {
    const { data } = JSON.parse(`{"data":${recorded('issues/software-enumerate-2017-08.json')}}`)
    const shown = await lines(t, { [SOFTWARE]: body(data) }, 'rinv firm')
    assert.equal(shown.length, 13)
    assert.deepEqual(shown.slice(0, 3), [
      'BMC Firmware Product: v1.99.9-99-geb86447 (Active)',
      'HOST Firmware Product: (Active)*',
      'HOST Firmware Product: -- additional info: buildroot-2017.05-163-g8035745',
    ])
  })
})

function itemOf(properties: Readonly<Record<string, unknown>>, path = 'chassis/dimm0') {
  const [item] = itemsOf({ [`${ROOT}/inventory/system/${path}`]: properties })
  assert.ok(item)
  return item
}

describe('parts, as images of different years write them', () => {
  for (const written of [true, 1, '1', 'True', 'true', ' true '])
    test(`Present ${JSON.stringify(written)} is yes`, () =>
      assert.equal(itemOf({ Present: written }).present, true))

  for (const written of [false, 0, '0', 'False', 'false'])
    test(`Present ${JSON.stringify(written)} is no`, () =>
      assert.equal(itemOf({ Present: written }).present, false))

  test('Present null or of another kind is not said', () => {
    assert.deepEqual(itemOf({ Present: null, Model: 'm' }).properties, { Model: 'm' })
    assert.deepEqual(itemOf({ Present: 'perhaps', Model: 'm' }).properties, { Model: 'm' })
  })

  test('fault is the other side of functional', () => {
    assert.equal(itemOf({ present: 'True', fault: 'False' }).functional, true)
    assert.equal(itemOf({ present: 'True', fault: 'True' }).functional, false)
  })

  for (const [name, written, shown] of [
    ['SerialNumber', '0x15d27a10', '0x15d27a10'],
    ['SerialNumber', '000000000000', '000000000000'],
    ['MemorySizeInKB', '0x1000000', 16_777_216],
    ['MemorySizeInKB', '16777216 ', 16_777_216],
    ['MemoryDataWidth', 64, 64],
    ['PrettyName', 'BMC PLANAR  ', 'BMC PLANAR'],
    ['PartNumber', '00VK448\u0000\u0000', '00VK448'],
    ['MemoryType', 'xyz.openbmc_project.Inventory.Item.Dimm.DeviceType.DDR4', 'DDR4'],
    ['Version', '1.2.3', '1.2.3'],
    ['Names', ['a', '', 'xyz.openbmc_project.Inventory.Item.Drive.DriveType.SSD'], ['a', 'SSD']],
    ['Location', { slot: 1 }, '{"slot":1}'],
    ['PrettyName', '   ', undefined],
    ['PrettyName', null, undefined],
    ['Names', [], undefined],
  ] as const)
    test(`${name} ${JSON.stringify(written)} is ${JSON.stringify(shown)}`, () =>
      assert.deepEqual(itemOf({ Present: 1, [name]: written }).properties[name], shown))

  test('an octet of a MAC address without its zero gets it back', () => {
    for (const [written, shown] of [
      ['70:e2:84:14:28:d', '70:e2:84:14:28:0d'],
      ['0:e2:4:14:28:0D', '00:e2:04:14:28:0D'],
    ])
      assert.equal(itemOf({ MACAddress: written }, 'chassis/bmc/ethernet').macAddress, shown)
  })

  for (const [path, type] of [
    ['chassis/motherboard', 'board'],
    ['chassis/motherboard/boxelder/bmc', 'bmc'],
    ['chassis/motherboard/boxelder/bmc/ethernet', 'mac'],
    ['chassis/motherboard/cpu0', 'cpu'],
    ['chassis/motherboard/dimm15', 'dimm'],
    ['chassis/powersupply1', 'psu'],
    ['chassis/fan3', 'fan'],
    ['chassis/motherboard/pcie_card2', 'pcie'],
    ['chassis/motherboard/pcieslot7', 'pcie'],
    ['chassis/motherboard/gv100card0', 'accelerator'],
    ['chassis/nvme3', 'drive'],
    ['chassis/hdd_backplane', 'other'],
  ] as const)
    test(`${path} is ${type}`, () => assert.equal(itemOf({ Present: true }, path).type, type))

  test('parts of one name are told apart by what they are in', () => {
    const tree = Object.fromEntries(
      ['board1/dimm10', 'board1/dimm2', 'board0/dimm2'].map((path) => [
        `${ROOT}/inventory/system/${path}`,
        { Present: 1 },
      ]),
    )
    assert.deepEqual(
      itemsOf(tree).map(({ name }) => name),
      ['board0 dimm2', 'board1 dimm2', 'dimm10'],
    )
  })

  test('1.10 only objects with Present: objects that are no parts, and no objects at all, are left out', () => {
    const tree = { a: null, b: { endpoints: ['x'] }, c: { ExampleProperty1: 'foo' }, d: 'text', e: [] }
    assert.deepEqual(itemsOf(tree), [])
  })
})

describe('requests of rinv', () => {
  test('model alone is one object', async (t) => {
    const bodies = { [SYSTEM]: body({ Model: 'M', Present: 1 }) }
    const { lines, requests } = await askBmc(t, bodies, 'rinv model')
    assert.deepEqual([lines, requests], [['SYSTEM Model : M'], [`GET ${SYSTEM}`]])
  })

  for (const [what, reply] of [
    ['is not there', undefined],
    ['is null', body(null as never)],
  ] as const)
    test(`where that object ${what}, the tree is searched`, async (t) => {
      const bodies = { ...(reply && { [SYSTEM]: reply }), [TREE]: body({ [SYSTEM]: { Model: 'M' } }) }
      const { lines, requests } = await askBmc(t, bodies, 'rinv model')
      assert.deepEqual([lines, requests], [['SYSTEM Model : M'], [`GET ${SYSTEM}`, `GET ${TREE}`]])
    })

  test('a BMC without any inventory says what the BMC said of the tree that was asked for', async (t) => {
    const { error } = await askBmc(t, {}, 'rinv all')
    assert.ok(error?.kind === 'bmc' && error.status === 404)
  })

  for (const [what, text] of [
    ['null', 'null'],
    ['HTML', '<html><body>It works</body></html>'],
    ['half a JSON', '{"data": {"/xyz'],
    ['a list', '{"data": [1, 2]}'],
    ['no data', '{"message": "200 OK"}'],
  ] as const)
    test(`${what} is named as no answer, with the path`, async (t) => {
      for (const [command, path] of [
        ['rinv dimm', TREE],
        ['rinv firm', SOFTWARE],
      ] as const) {
        const { error } = await askBmc(t, { [path]: text }, command)
        assert.ok(error?.kind === 'malformed', JSON.stringify(error))
        assert.equal(error.path, path)
      }
    })
})

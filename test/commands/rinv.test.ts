import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'
import type { FirmwareImage, InventoryItem, InventoryReading } from '../../src/hwctl/managers/inventory.ts'

async function inputOf(...words: string[]) {
  return (await parse('rinv', words)).invocation.call.input
}

async function linesOf(words: string, reading: InventoryReading) {
  const { view } = await parse('rinv', words === '' ? [] : words.split(' '))
  return view.result(reading)
}

function usage(problem: RegExp) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    return true
  }
}

const ITEMS: readonly InventoryItem[] = [
  {
    type: 'cpu',
    name: 'cpu0',
    present: true,
    properties: { Present: true, CoreCount: 22, Family: 'POWER9' },
  },
  { type: 'core', name: 'cpu0 core1', properties: { Present: false } },
  { type: 'dimm', name: 'dimm3', properties: { PartNumber: 'X' } },
  { type: 'mac', name: 'ethernet0', macAddress: '02:00:00:00:00:01', properties: {} },
  {
    type: 'system',
    name: 'system',
    model: '8335-GTW',
    serialNumber: '1318ACA',
    properties: { Model: '8335-GTW', SerialNumber: '1318ACA', Names: ['a', 'b'] },
  },
]

function image(over: Partial<FirmwareImage>): FirmwareImage {
  return {
    id: '1',
    version: 'v1',
    purpose: 'BMC',
    activation: 'Active',
    standing: 'running',
    parts: [],
    ...over,
  }
}

const FIRMWARE: readonly FirmwareImage[] = [
  image({}),
  image({ version: 'v2', activation: 'Ready', standing: 'pending' }),
  image({ version: 'v0', standing: 'inactive' }),
  image({ purpose: 'Host', version: 'h1', parts: ['hostboot-1', 'skiboot-2'] }),
]

const FIRM_LINES = [
  'BMC Firmware Product: v1 (Active)*',
  'HOST Firmware Product: h1 (Active)*',
  'HOST Firmware Product: -- additional info: hostboot-1',
  'HOST Firmware Product: -- additional info: skiboot-2',
]

const READING = { items: ITEMS, firmware: FIRMWARE }

describe('rinv: which words mean what (xcat-contract 1.10)', () => {
  for (const [words, types] of [
    ['model', ['system']],
    ['serial', ['system']],
    ['cpu', ['cpu', 'core']],
    ['dimm', ['dimm']],
    ['mac', ['mac']],
    ['pcie', ['pcie']],
    ['drive', ['drive']],
    ['psu', ['psu']],
    ['fan', ['fan']],
  ] as const)
    test(`${words} reads ${types.join(', ')} and no firmware`, async () =>
      assert.deepEqual(await inputOf(words), { types, firmware: false, raw: false }))

  for (const words of ['', 'all', 'cpu all', 'all firm'])
    test(`'${words}' reads everything`, async () =>
      assert.deepEqual(await inputOf(...words.split(' ').filter(Boolean)), { firmware: true, raw: false }))

  test('firm reads no parts', async () =>
    assert.deepEqual(await inputOf('firm'), { types: [], firmware: true, raw: false }))

  test('several words at once, in any order, options anywhere, each word once', async () => {
    for (const words of [
      ['firm', 'cpu', 'model', 'serial', '-V'],
      ['-V', 'cpu', 'model', 'firm', 'serial', 'cpu'],
    ])
      assert.deepEqual(await inputOf(...words), {
        types: ['cpu', 'core', 'system'],
        firmware: true,
        raw: false,
      })
  })

  test('--raw goes with everything, and with nothing else', async () => {
    assert.deepEqual(await inputOf('all', '--raw'), { firmware: true, raw: true })
    assert.deepEqual(await inputOf('--raw'), { firmware: true, raw: true })
    await assert.rejects(inputOf('cpu', '--raw'), usage(/^Option --raw goes with rinv all$/))
  })

  test('refuses what it does not know, in xCAT’s words', async () => {
    await assert.rejects(inputOf('bogus'), usage(/^Unsupported command: rinv bogus$/))
    await assert.rejects(inputOf('cpu', 'bogus'), usage(/^Unsupported command: rinv bogus$/))
    await assert.rejects(inputOf('toString'), usage(/^Unsupported command: rinv toString$/))
    await assert.rejects(inputOf('cpu', '-x'), usage(/^Unknown option: -x$/))
  })
})

describe('rinv: lines (xcat-contract 1.10)', () => {
  test('model and serial: of the system, in the order asked', async () => {
    assert.deepEqual(await linesOf('model', READING), ['SYSTEM Model : 8335-GTW'])
    assert.deepEqual(await linesOf('serial', READING), ['SYSTEM SerialNumber : 1318ACA'])
    assert.deepEqual(await linesOf('serial model', READING), [
      'SYSTEM SerialNumber : 1318ACA',
      'SYSTEM Model : 8335-GTW',
    ])
  })

  test('cpu: its properties, then its cores; yes and no are 1 and 0', async () =>
    assert.deepEqual(await linesOf('cpu', READING), [
      'CPU0 CoreCount : 22',
      'CPU0 Family : POWER9',
      'CPU0 Present : 1',
      'CPU0 CORE1 Present : 0',
    ]))

  test('dimm and mac', async () => {
    assert.deepEqual(await linesOf('dimm', READING), ['DIMM3 PartNumber : X'])
    assert.deepEqual(await linesOf('mac', READING), ['ETHERNET0 MACAddress : 02:00:00:00:00:01'])
  })

  test('firm: what runs, with what is in it; -V shows pending and inactive images too', async () => {
    assert.deepEqual(await linesOf('firm', READING), FIRM_LINES)
    assert.deepEqual(await linesOf('firm -V', READING), [
      'BMC Firmware Product: v1 (Active)*',
      'BMC Firmware Product: v2 (Ready)+',
      'BMC Firmware Product: v0 (Active)',
      ...FIRM_LINES.slice(1),
    ])
  })

  test('firm: an image of which the BMC does not tell whether it runs has no mark', async () => {
    const firmware = [image({ standing: 'unknown' }), image({ standing: 'unknown', activation: '' })]
    assert.deepEqual(await linesOf('firm', { items: [], firmware }), [
      'BMC Firmware Product: v1 (Active)',
      'BMC Firmware Product: v1 (Unknown)',
    ])
  })

  test('firm comes first among several, and last of everything', async () => {
    const dimm = 'DIMM3 PartNumber : X'
    assert.deepEqual(await linesOf('dimm firm', READING), [...FIRM_LINES, dimm])
    const all = await linesOf('all', READING)
    assert.deepEqual(all.slice(-FIRM_LINES.length), FIRM_LINES)
    assert.ok(all.includes(dimm) && all.includes('SYSTEM Names : a,b'))
  })

  test('what is not there is named', async () => {
    assert.deepEqual(await linesOf('fan', READING), ['No attributes returned from the BMC.'])
    assert.deepEqual(await linesOf('', { items: [] }), ['No attributes returned from the BMC.'])
    assert.deepEqual(await linesOf('dimm fan drive', READING), [
      'DIMM3 PartNumber : X',
      'No attributes returned from the BMC: fan, drive',
    ])
  })

  test('--raw: paths, and values as they came', async () => {
    const raw = {
      '/a/dimm0': { ECC: 'x.y.Z', Present: true, Empty: '', Ends: [['a', 'b']] },
      '/a/null': null,
    }
    assert.deepEqual(await linesOf('all --raw', { items: ITEMS, firmware: [], raw }), [
      '/a/dimm0 ECC : x.y.Z',
      '/a/dimm0 Present : true',
      '/a/dimm0 Empty : ',
      '/a/dimm0 Ends : [["a","b"]]',
      '/a/null : null',
    ])
  })

  test('a BMC without a list of firmware images is told of', async () => {
    const { view } = await parse('rinv', [])
    assert.deepEqual(view.note?.({ said: 'no-firmware-list' }), ['The BMC has no list of firmware images'])
  })
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import type { ProbeReading } from '../../../src/hwctl/managers/probe.ts'
import { EVERY_QUIRK } from '../../../src/hwctl/redfish/quirks/every-quirk.ts'
import { recordedMachine, skip } from './recorded-machine.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden/recorded-redfish-probe')

/** The recorded machines; the blade enclosure is asked for one of its systems. */
const MACHINES = [
  ['openbmc-2.15-stock'],
  ['dell-r750-idrac9-7.10'],
  ['dmtf-public-rackmount1'],
  ['dmtf-public-bladed', '529QB9450R6'],
  ['supermicro-x10-redfish1.0'],
] as const

describe('probe of recorded machines', { skip }, () => {
  for (const [file, system] of MACHINES)
    test(`${file} reads as its JSON says, and nothing is changed`, async (t) => {
      const { ask, served } = await recordedMachine(t, file, system)
      const { lines } = await ask('probe')
      const golden = readFileSync(resolve(GOLDEN, `${file}.txt`), 'utf8')
      assert.equal(`${lines.join('\n')}\n`.replaceAll(served.address, 'BMC'), golden)
      assert.deepEqual(served.requests, [])
    })

  test('every quirk whose source is a recorded machine is shown by one of them', async (t) => {
    const shown = new Set<string>()
    for (const [file, system] of MACHINES) {
      const { ask } = await recordedMachine(t, file, system)
      for (const quirk of ((await ask('probe')).value as ProbeReading).quirks) shown.add(quirk)
    }
    const recorded = EVERY_QUIRK.filter(({ source }) => source.startsWith('recorded')).map(({ name }) => name)
    assert.deepEqual(
      recorded.filter((name) => !shown.has(name)),
      [],
    )
  })
})

/** Words that only read, so that what probe says of them can be held against what they say. */
const READING_WORDS = [
  'rbeacon stat',
  'rbios get',
  'rbios pending',
  'reventlog all',
  'rflash -l',
  ...['model', 'cpu', 'dimm', 'mac', 'pcie', 'drive', 'psu', 'fan', 'firm', 'all'].map(
    (word) => `rinv ${word}`,
  ),
  ...['stat', 'bmcstate'].map((word) => `rpower ${word}`),
  'rpowercap get',
  'rsetboot stat',
  ...['userls', 'ip', 'bootmode', 'thermalmode', 'autoreboot', 'powerrestorepolicy', 'timesyncmethod'].map(
    (word) => `rspconfig ${word}`,
  ),
  ...[
    'all',
    'temp',
    'voltage',
    'fanspeed',
    'power',
    'wattage',
    'altitude',
    'humidity',
    'utilization',
    'leds',
  ].map((word) => `rvitals ${word}`),
  'rvmedia list',
]

describe('what probe says that recorded machines can read, they can, and nothing else', { skip }, () => {
  for (const [file, system] of MACHINES)
    test(file, async (t) => {
      const { ask } = await recordedMachine(t, file, system)
      const { abilities } = (await ask('probe')).value as ProbeReading
      const can = new Map(abilities.map(({ command, word, can: is }) => [`${command} ${word}`, is]))
      for (const words of READING_WORDS) {
        const { error, lines } = await ask(words)
        const isEmptyLog = words.startsWith('reventlog') && !error
        const says =
          isEmptyLog || lines.some((line) => !/^(No attributes returned|ID +Purpose|-+$)/.test(line))
        assert.equal(
          can.get(words),
          says,
          `${words}: ${error ? JSON.stringify(error) : lines.slice(0, 3).join('; ')}`,
        )
      }
    })
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import { machine, SERVERS } from '../../contract/machines.ts'
import { RECORDED, recordedMachine, skip } from './recorded-machine.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden/redfish-reads.txt')

/** Everything that reads. */
const COMMANDS = [
  'rpower stat',
  'rpower bmcstate',
  'rsetboot stat',
  'rbeacon stat',
  'rvitals all',
  ...['leds', 'temp', 'power', 'fanspeed', 'voltage', 'wattage'].map((what) => `rvitals ${what}`),
  'rinv all',
  ...['model', 'firm', 'cpu', 'dimm', 'drive', 'mac', 'pcie', 'psu', 'fan'].map((what) => `rinv ${what}`),
  'reventlog all',
  'reventlog 3',
  'rspconfig ip',
  'rspconfig ip gateway netmask vlan ipsrc hostname ntpservers nameservers bootmode autoreboot powerrestorepolicy timesyncmethod',
  'rspconfig userls',
  'rspconfig dump -l',
  'rflash -l',
  'rpowercap',
  'rbios get',
  'rbios pending',
  'rvmedia',
  'rcert',
]

/** Those whose every request is asserted. */
const WHOLE = COMMANDS.filter((command) =>
  /^(rvitals all|rinv all|reventlog all|rspconfig ip .*)$/.test(command),
)

const COLLECTION =
  /\/(Chassis|Sensors|Processors|SubProcessors|Memory|Storage|Drives|EthernetInterfaces|PCIeDevices|PowerSupplies|Fans|FirmwareInventory|LogServices|NetworkDeviceFunctions)$/

/** Resources as they were read; members of one collection are counted. */
function counted(paths: readonly string[]): readonly string[] {
  const lines: string[] = []
  let [before, members] = ['', 0]
  for (const path of [...paths, '']) {
    const collection = path.slice(0, path.lastIndexOf('/'))
    if (members > 0 && collection === before && COLLECTION.test(collection)) members += 1
    else {
      if (members > 1) lines[lines.length - 1] = `${before}/* ${members}`
      lines.push(path)
      ;[before, members] = [collection, 1]
    }
  }
  return lines.slice(0, -1)
}

/** Of a machine by its name, and a command, the lines of the golden file: a path, or `COLLECTION/* COUNT`. */
function expected(name: string, command: string): readonly string[] {
  const head = `$ ${name}: ${command}\n`
  const text = readFileSync(GOLDEN, 'utf8')
  const from = text.indexOf(head)
  assert.ok(from >= 0, head)
  return (
    text
      .slice(from + head.length)
      .split(/\n(?=\$ )/)[0]
      ?.trimEnd()
      .split('\n') ?? []
  )
}

function readOnce(paths: readonly string[], command: string): void {
  const twice = paths.filter((path, at) => paths.indexOf(path) !== at)
  assert.deepEqual(twice, [], command)
}

for (const kind of SERVERS.filter(({ options }) => options.protocol === 'redfish'))
  describe(`what is read of a simulated ${kind.name}`, () => {
    test('is read once', async (t) => {
      const at = await machine(t, kind)
      for (const command of COMMANDS) {
        const [name = '', ...words] = command.split(' ')
        const { invocation } = await parse(name, words)
        await at.call(invocation.call)
        assert.ok(at.requests().length > 0, command)
        readOnce(at.requests(), command)
        if (WHOLE.includes(command))
          assert.deepEqual(
            counted(at.requests().map((line) => line.replace('GET ', ''))),
            expected(kind.name, command),
          )
      }
    })
  })

for (const [file, system] of RECORDED)
  test(`what is read of the recorded ${file} is read once, but the root before and after the login`, {
    skip,
  }, async (t) => {
    const { ask, served } = await recordedMachine(t, file, system)
    for (const command of COMMANDS) {
      const before = served.reads.length
      await ask(command)
      const [first, second, ...reads] = served.reads.slice(before)
      assert.deepEqual([first, second], ['/redfish/v1', '/redfish/v1'], command)
      readOnce(reads, command)
      if (WHOLE.includes(command)) assert.deepEqual(counted(reads), expected(file, command))
    }
    assert.deepEqual(served.requests, [])
  })

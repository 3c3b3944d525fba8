import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { asksOf, everyAsk } from '../../src/commands/probe/asks.ts'
import { commandNames, loadCommand } from '../../src/commands/registry.ts'
import type { Call } from '../../src/core/capability.ts'
import type { ProbeReading } from '../../src/hwctl/managers/probe.ts'
import { type Ability, machine, SERVERS, succeeded } from './machines.ts'

/** What a machine's abilities mean for words of commands. */
const WORDS: readonly (readonly [Ability, ...string[]])[] = [
  ['usb', 'rsetboot usb'],
  ['http', 'rsetboot http'],
  ['floppy', 'rsetboot floppy'],
  ['nmi', 'rpower nmi'],
  ['gard', 'rspconfig gard'],
  ['power-limit', 'rpowercap get', 'rpowercap set'],
  ['bios', 'rbios get', 'rbios set', 'rbios pending'],
  ['bios-reset', 'rbios reset-to-default'],
  ['virtual-media', 'rvmedia list', 'rvmedia insert', 'rvmedia eject'],
  ['certificate', 'rcert csr', 'rcert replace'],
  ['beacon', 'rbeacon on', 'rbeacon off', 'rbeacon stat'],
  ['blink', 'rbeacon blink'],
  ['sensors', 'rvitals all', 'rvitals temp', 'rvitals fanspeed', 'rvitals wattage'],
  ['all-sensors', 'rvitals altitude', 'rvitals humidity', 'rvitals utilization'],
  ['inventory', 'rinv all', 'rinv model', 'rinv cpu', 'rinv dimm', 'rinv firm'],
  ['eventlog', 'reventlog all', 'reventlog clear'],
  ['bmcconfig', 'rspconfig ip', 'rspconfig ip=', 'rspconfig hostname='],
  ['thermal-mode', 'rspconfig thermalmode', 'rspconfig thermalmode=custom'],
  ['dump', 'rspconfig dump'],
  ['account', 'rspconfig userls', 'rspconfig useradd', 'rspconfig userrm', 'rspconfig admin_passwd'],
]

/** What only a try shows: a source that the image does not know is answered by a 403. */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  'phosphor-rest-server': ['rsetboot http'],
}

/** What is looked at and may be refused nevertheless: an empty log, a file, a source of the image's own. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  'phosphor-rest-server': ['reventlog resolved=', 'rsetboot http', 'rsetboot usb', 'rspconfig sshcfg'],
  'bmcweb with REST': ['reventlog resolved=', 'rsetboot http', 'rsetboot usb', 'rspconfig sshcfg'],
  'stock OpenBMC Redfish': ['reventlog resolved=', 'rflash --delete', 'rspconfig sshcfg'],
  Dell: ['reventlog resolved=', 'rflash --delete', 'rflash -a', 'rflash -d', 'rspconfig sshcfg'],
  'Supermicro X10': ['reventlog resolved=', 'rflash --delete', 'rspconfig sshcfg'],
}

for (const kind of SERVERS)
  describe(`probe: ${kind.name}`, { concurrency: true }, () => {
    test('tells what the machine can do and cannot, and changes nothing', async (t) => {
      const { call, requests } = await machine(t, kind)
      const reading = succeeded(await call((await parse('probe', [])).invocation.call)) as ProbeReading
      assert.ok(requests().every((line) => line.startsWith('GET ')))
      const able = new Map(reading.abilities.map(({ command, word, can }) => [`${command} ${word}`, can]))
      for (const [ability, ...words] of WORDS)
        for (const word of words.filter((one) => !UNTOLD[kind.name]?.includes(one)))
          assert.equal(able.get(word), kind.can.includes(ability), word)
      for (const word of ['rpower on', 'rpower stat', 'rpower bmcreboot', 'rsetboot net', 'rcert show'])
        assert.equal(able.get(word), true, word)
    })

    test('says why it cannot do what it cannot', async (t) => {
      const { call } = await machine(t, kind)
      const reading = succeeded(await call((await parse('probe', [])).invocation.call)) as ProbeReading
      for (const ability of reading.abilities)
        if (!ability.can) assert.equal(ability.error.kind, 'unsupported', JSON.stringify(ability))
    })

    test('leaves open only what a try alone shows', async (t) => {
      const { call } = await machine(t, kind)
      const reading = succeeded(await call((await parse('probe', [])).invocation.call)) as ProbeReading
      const open = reading.abilities.filter(({ can, by }) => can && by === 'protocol')
      assert.deepEqual(open.map(({ command, word }) => `${command} ${word}`).sort(), OPEN[kind.name])
    })

    test('names the protocol, and the firmware of the BMC', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const reading = succeeded(await call((await parse('probe', [])).invocation.call)) as ProbeReading
      assert.equal(reading.protocol, bmc.protocol)
      assert.ok(reading.firmware.BMC)
    })

    test('reads every resource once', async (t) => {
      const { call, requests } = await machine(t, kind, { recentRequests: 1000 })
      succeeded(await call((await parse('probe', [])).invocation.call))
      assert.deepEqual(requests(), [...new Set(requests())])
    })
  })

test('quirks are told of the machines that have them', async (t) => {
  const quirks: Record<string, readonly string[]> = {}
  for (const kind of SERVERS) {
    const { call } = await machine(t, kind)
    const { invocation } = await parse('probe', [])
    quirks[kind.name] = (succeeded(await call(invocation.call)) as ProbeReading).quirks
  }
  assert.deepEqual(quirks['Supermicro X10']?.includes('boot-words'), true)
  assert.deepEqual(quirks['Supermicro X10']?.includes('bmc-restarts-untold'), true)
  assert.deepEqual(quirks.Dell?.includes('boot-words'), false)
  assert.deepEqual(quirks['phosphor-rest-server'], ['no-boot-mode', 'permanent-boot-always-on'])
  assert.deepEqual(quirks['bmcweb with REST'], [])
})

test('every word of every command is asked about, but for one that stands for a number', async () => {
  for (const name of commandNames().filter((one) => one !== 'probe')) {
    const command = await loadCommand(name)
    assert.ok(command)
    const asks = await asksOf(command)
    assert.notEqual(asks.length, 0, name)
    const asked = new Set(asks.map(({ word }) => word))
    const missing = command.words.filter(({ word }) => !asked.has(word)).map(({ word }) => word)
    assert.deepEqual(missing, name === 'reventlog' ? ['N'] : [])
  }
})

test('what can be shown by its word and set is asked about in both ways, for each value that has a name', async () => {
  const asked = (await everyAsk('probe')).map(({ command, word }) => `${command} ${word}`)
  for (const word of [
    'rspconfig bootmode',
    'rspconfig bootmode=regular',
    'rspconfig bootmode=setup',
    'rspconfig autoreboot=0',
    'rspconfig ntpservers=',
    'rspconfig nameservers=',
    'rspconfig hostname=',
    'rspconfig ip=',
  ])
    assert.ok(asked.includes(word), word)
  assert.equal(new Set(asked).size, asked.length)
  assert.deepEqual(
    asked.filter((one) => /userrm=|resolved==|userls=/.test(one)),
    [],
  )
})

test('the asks are plain data', async () => {
  const asks = await everyAsk('probe')
  assert.deepEqual(structuredClone(asks), asks)
  assert.ok(asks.every(({ call }: { call: Call }) => call.capability !== 'probe'))
})

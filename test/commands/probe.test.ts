import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import type { ProbeReading } from '../../src/hwctl/managers/probe.ts'

const WITHOUT_USB = {
  kind: 'unsupported',
  what: 'boot from usb over redfish',
  offered: ['None', 'Pxe'],
} as const
const WITHOUT_GARD = { kind: 'unsupported', what: 'gard clear over redfish' } as const

const READING: ProbeReading = {
  protocol: 'redfish',
  protocolVersion: '1.18.0',
  vendor: 'Dell Inc.',
  model: 'PowerEdge R750',
  firmware: { BMC: '7.10', BIOS: '1.13.2' },
  abilities: [
    { command: 'rpower', word: 'on', can: true, by: 'machine' },
    { command: 'rpower', word: 'stat', can: true, by: 'machine' },
    { command: 'rsetboot', word: 'net', can: true, by: 'machine' },
    { command: 'rsetboot', word: 'usb', can: false, by: 'machine', error: WITHOUT_USB },
    { command: 'rspconfig', word: 'gard', can: false, by: 'protocol', error: WITHOUT_GARD },
    { command: 'rspconfig', word: 'bootmode', can: true, by: 'machine' },
    { command: 'rspconfig', word: 'bootmode=regular', can: true, by: 'machine' },
    { command: 'rspconfig', word: 'bootmode=setup', can: true, by: 'machine' },
    { command: 'rspconfig', word: 'sshcfg', can: true, by: 'protocol' },
    {
      command: 'rvmedia',
      word: 'list',
      can: false,
      by: 'machine',
      error: { kind: 'unsupported', what: 'media' },
    },
    {
      command: 'rvmedia',
      word: 'eject',
      can: false,
      by: 'machine',
      error: { kind: 'unsupported', what: 'media' },
    },
    { command: 'rflash', word: '--delete', can: true, by: 'protocol' },
  ],
  quirks: ['power-in-old-form', 'boot-words'],
}

test('probe shows a table: protocol, machine, firmware, what each command can do and why not, and quirks', async () => {
  const { view } = await parse('probe', [])
  assert.deepEqual(view.result(READING), [
    'protocol   redfish 1.18.0',
    'machine    Dell Inc. PowerEdge R750',
    'firmware   BMC 7.10, BIOS 1.13.2',
    'rpower     on stat',
    'rsetboot   net',
    '  not      usb: boot from usb over redfish; it offers None, Pxe',
    'rspconfig  bootmode bootmode=regular,setup',
    '  maybe    sshcfg',
    '  not      gard: nothing of the kind over redfish',
    'rvmedia    nothing',
    '  not      list eject: media',
    'rflash     nothing for certain',
    '  maybe    --delete',
    'quirks     power-in-old-form: power is told in the form that Redfish had until 2020',
    '           boot-words: some boot targets go by words of their own',
  ])
  assert.deepEqual(view.result({ protocol: 'openbmc', firmware: {}, abilities: [], quirks: [] }), [
    'protocol  openbmc',
    'machine   unknown',
    'firmware  unknown',
  ])
})

test('a row that is too long goes on below itself', async () => {
  const { view } = await parse('probe', [])
  const offered = Array.from({ length: 30 }, (_, at) => `Target${at}`)
  const error = { ...WITHOUT_USB, offered }
  const lines = view.result({
    ...READING,
    abilities: [{ command: 'rsetboot', word: 'usb', can: false, by: 'machine', error }],
    quirks: [],
  })
  const rows = lines.slice(4)
  assert.ok(rows.length > 2 && rows.every((line) => line.length <= 111))
  assert.equal(
    rows.map((line) => line.slice(10)).join(' '),
    `usb: boot from usb over redfish; it offers ${offered.join(', ')}`,
  )
})

test('why a machine cannot do something is said, whatever it is', async () => {
  const { view } = await parse('probe', [])
  const bmc = { host: '127.0.0.1', port: 443 }
  const reasons = {
    '[500] Internal Error': { kind: 'bmc', ...bmc, status: 500, message: 'Internal Error' },
    '/redfish/v1/Systems/1: not JSON': {
      kind: 'malformed',
      ...bmc,
      path: '/redfish/v1/Systems/1',
      problem: 'not JSON',
    },
    'the BMC has several systems': {
      kind: 'node-info',
      attribute: 'system',
      problem: 'the BMC has several systems',
    },
  } as const
  for (const [text, error] of Object.entries(reasons)) {
    const abilities = [{ command: 'rinv', word: 'cpu', can: false, by: 'machine', error }] as const
    assert.ok(view.result({ ...READING, abilities, quirks: [] }).includes(`  not     cpu: ${text}`), text)
  }
})

test('probe takes no words', () => assert.rejects(parse('probe', ['rpower'])))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import type { ProbeReading } from '../../src/hwctl/managers/probe.ts'

test('probe shows protocol, machine, firmware, a line for each command, and quirks', async () => {
  const { view } = await parse('probe', [])
  const reading: ProbeReading = {
    protocol: 'redfish',
    protocolVersion: '1.18.0',
    vendor: 'Dell Inc.',
    model: 'PowerEdge R750',
    firmware: { BMC: '7.10', BIOS: '1.13.2' },
    abilities: [
      { command: 'rpower', word: 'on', can: true, by: 'machine' },
      { command: 'rpower', word: 'stat', can: true, by: 'protocol' },
      { command: 'rsetboot', word: 'net', can: true, by: 'machine' },
      {
        command: 'rsetboot',
        word: 'usb',
        can: false,
        by: 'machine',
        error: { kind: 'unsupported', what: 'boot from usb over redfish' },
      },
      {
        command: 'rspconfig',
        word: 'gard',
        can: false,
        by: 'protocol',
        error: { kind: 'unsupported', what: 'gard clear over redfish' },
      },
    ],
    quirks: ['power-in-old-form'],
  }
  assert.deepEqual(view.result(reading), [
    'protocol: redfish 1.18.0',
    'machine: Dell Inc. PowerEdge R750',
    'firmware: BMC 7.10, BIOS 1.13.2',
    'rpower: on stat',
    'rsetboot: net; not: usb',
    'rspconfig: nothing; not: gard',
    'quirk: power is told in the form that Redfish had until 2020',
  ])
  assert.deepEqual(view.result({ protocol: 'openbmc', firmware: {}, abilities: [], quirks: [] }), [
    'protocol: openbmc',
    'machine: unknown',
    'firmware: unknown',
  ])
})

test('probe takes no words', () => assert.rejects(parse('probe', ['rpower'])))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorFacts } from '../../src/core/errors.ts'
import { errorText } from '../../src/edges/error-text.ts'

const at = { host: '10.1.0.7', port: 443 }

const TEXTS: readonly (readonly [string, ErrorFacts, string])[] = [
  [
    'no connection for the login',
    { kind: 'connect', ...at, reason: 'Connection refused', phase: 'login' },
    "Login to BMC failed: Can't connect to 10.1.0.7:443 (Connection refused).",
  ],
  [
    'a session that could not be ended',
    { kind: 'connect', ...at, reason: 'timeout', phase: 'logout' },
    'A session may still be open on 10.1.0.7:443 (timeout).',
  ],
  [
    'no answer later',
    { kind: 'connect', ...at, reason: 'timeout', phase: 'request' },
    'BMC did not respond. Validate BMC configuration and retry the command. (10.1.0.7:443: timeout)',
  ],
  [
    'a write of which nobody knows',
    { kind: 'connect', ...at, reason: 'timeout', phase: 'request', outcomeUnknown: true },
    'BMC did not respond. Validate BMC configuration and retry the command. (10.1.0.7:443: timeout) It is not known whether the request was carried out: look before sending it again.',
  ],
  [
    'a setting that the firmware does not have',
    { kind: 'unsupported', what: 'thermalmode', status: 404 },
    '404 Not Found - Requested endpoint does not exist or may indicate function is not supported on this OpenBMC firmware. (thermalmode)',
  ],
  [
    'a setting that the firmware does not let be written',
    { kind: 'unsupported', what: 'thermalmode', status: 403 },
    '403 Forbidden - Requested endpoint does not exist or may indicate function is not yet supported by OpenBMC firmware. (thermalmode)',
  ],
  [
    'a new address that was taken back',
    {
      kind: 'address',
      wanted: '10.1.0.9',
      lastSeen: '10.1.0.7',
      now: 'as-before',
      reason: 'timeout',
      sent: ['POST x'],
    },
    'Setting BMC IP configuration failed. No BMC of this node came up at 10.1.0.9 (timeout); it was taken back, and the BMC is still at 10.1.0.7.',
  ],
  [
    'a new address that was taken back after DHCP',
    {
      kind: 'address',
      wanted: '10.1.0.9',
      lastSeen: '10.1.0.7',
      now: 'as-before',
      reason: 'timeout',
      sent: ['POST x'],
      isDhcpOff: true,
    },
    'Setting BMC IP configuration failed. No BMC of this node came up at 10.1.0.9 (timeout); it was taken back, and the BMC is still at 10.1.0.7. That is a static address now, DHCP is off; back to it: rspconfig NODE ip=dhcp',
  ],
  [
    'a change of address that was not finished',
    {
      kind: 'address',
      wanted: '10.1.0.9',
      lastSeen: '10.1.0.9',
      now: 'half-way',
      reason: '[500] x',
      sent: ['POST x', 'DELETE y'],
    },
    'Setting BMC IP configuration failed. The BMC was last seen at 10.1.0.9; not everything could be done ([500] x). Sent: POST x, DELETE y.',
  ],
  [
    'a BMC that was lost on its way',
    {
      kind: 'address',
      wanted: '10.1.0.9',
      lastSeen: '10.1.0.7',
      now: 'lost',
      reason: 'timeout',
      sent: ['POST x'],
      zeroConfig: '169.254.5.72',
    },
    'Setting BMC IP configuration failed. [Zero Config IP: 169.254.5.72] The BMC was last seen at 10.1.0.7, and does not answer there any more (timeout). Sent: POST x. Look for it at 10.1.0.9, 10.1.0.7, 169.254.5.72.',
  ],
  [
    'a BMC that another run has for itself',
    { kind: 'busy', ...at, by: 'rflash', node: 'n7', pid: 4711, since: '2020-01-02T12:00:00.000Z' },
    `The BMC 10.1.0.7:443 is being worked on by rflash for n7 (process 4711) since ${new Date('2020-01-02T12:00:00.000Z').toDateString()} ${new Date('2020-01-02T12:00:00.000Z').toTimeString().slice(0, 5)}.`,
  ],
  [
    'a wrong password',
    { kind: 'login', ...at, status: 401, reason: 'Invalid username or password' },
    '[401] Invalid username or password',
  ],
  [
    'an expired password',
    { kind: 'login', ...at, status: 403, reason: 'x', passwordChangeRequired: true },
    '[403] 10.1.0.7:443 wants the password of this user changed before anything else: rspconfig NODE admin_passwd=- does it, and stores the new one',
  ],
  ["a BMC's own error", { kind: 'bmc', ...at, status: 404, message: 'Not Found' }, '[404] Not Found'],
  [
    "a BMC's own error with its way out",
    { kind: 'bmc', ...at, status: 400, message: 'Bad value.', resolution: 'Choose another.' },
    '[400] Bad value. (Choose another.)',
  ],
  [
    'a web server with nothing behind it',
    { kind: 'bmc', ...at, status: 502, message: 'Bad Gateway' },
    '[502] Bad Gateway (Verify REST server is running on the BMC)',
  ],
  [
    'an answer of the wrong shape',
    { kind: 'malformed', ...at, path: '/redfish/v1/', problem: 'not JSON' },
    'Received wrong format response: 10.1.0.7:443/redfish/v1/: not JSON',
  ],
  [
    'a state that did not come',
    { kind: 'deadline', sent: 'power-off', waitingFor: 'off', waitedMs: 60_012, lastSeen: 'on' },
    'Sent power-off command but state did not change to off after waiting 60 seconds. (State= on).',
  ],
  [
    'a BMC that did not come back (1.13)',
    {
      kind: 'deadline',
      sent: 'bmcreboot',
      waitingFor: 'BMC Ready',
      waitedMs: 300_400,
      lastSeen: 'BMC NotReady',
    },
    'Sent bmcreboot but state did not change to BMC Ready after waiting 300 seconds. (State=BMC NotReady).',
  ],
  [
    'a dump that did not come (1.12)',
    { kind: 'deadline', sent: 'x', waitingFor: 'dump 5', waitedMs: 300_400, lastSeen: 'x', absent: true },
    'Could not find dump 5 after waiting 300 seconds.',
  ],
  [
    'a dump that is not there (1.12)',
    { kind: 'bmc', ...at, status: 404, message: 'no dump 5', noDump: '5' },
    'Invalid dump 5 was specified. Use -l option to list.',
  ],
  [
    'a certificate that changed',
    { kind: 'trust', ...at, reason: 'the certificate has changed', expected: 'AA', found: 'BB' },
    'The certificate of 10.1.0.7:443 is not trusted: the certificate has changed. Trusted: AA. Shown now: BB. If the change is right, accept it with: hwctl trust NODERANGE',
  ],
  [
    'a missing attribute',
    { kind: 'node-info', attribute: 'bmc', problem: 'Unable to get attribute bmc' },
    'Unable to get attribute bmc',
  ],
  [
    'what a machine cannot do',
    { kind: 'unsupported', what: 'nmi', offered: ['On', 'ForceOff'] },
    'Not supported by this machine: nmi. It offers: On, ForceOff',
  ],
  [
    'a node that was not begun',
    { kind: 'cancelled', reason: 'interrupted', reached: false },
    'Not reached: interrupted.',
  ],
]

for (const [what, facts, text] of TEXTS)
  test(`${what} reads as it should`, () => assert.equal(errorText(facts), text))

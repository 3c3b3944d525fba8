import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorText } from '../../src/edges/error-text.ts'
import { firmwareText } from '../../src/edges/firmware-text.ts'

const kind = 'firmware'

/** The errors of xcat-contract 1.13, and those that xCAT has no sentence for. */
for (const [facts, text] of [
  [
    { kind, problem: 'inaccessible', what: 'F' },
    'Cannot access F. Check the management node and/or service nodes.',
  ],
  [{ kind, problem: 'none-in-folder', what: 'D', purpose: 'BMC' }, 'No BMC tar file found in D'],
  [{ kind, problem: 'none-in-folder', what: 'D', purpose: 'HOST' }, 'No HOST tar file found in D'],
  [
    { kind, problem: 'several-in-folder', what: 'D', purpose: 'BMC', files: ['D/a.tar', 'D/b.tar'] },
    'More than 1 BMC tar file D/a.tar D/b.tar found in D',
  ],
  [
    { kind, problem: 'unknown-id', what: 'x', asked: 'activate' },
    'Invalid ID provided to activate. Use the -l option to view valid firmware IDs.',
  ],
  [
    { kind, problem: 'unknown-id', what: 'x', asked: 'delete' },
    'Invalid ID provided to delete. Use the -l option to view valid firmware IDs.',
  ],
  [{ kind, problem: 'runs-bmc', what: 'x' }, 'Deleting currently active BMC firmware is not supported'],
  [
    { kind, problem: 'runs-host', what: 'x' },
    'Deleting currently active firmware on powered on host is not supported',
  ],
  [
    { kind, problem: 'unknown-purpose', what: 'x' },
    'Unable to determine the purpose of the firmware to delete',
  ],
  [
    { kind, problem: 'not-found', what: 'v1', waitedMs: 60_100 },
    'Could not find firmware v1 after waiting 60 seconds.',
  ],
  [
    { kind, problem: 'refused', what: 'F', detail: '[400] Version already exists' },
    'Failed to upload update file F : [400] Version already exists',
  ],
  [
    { kind, problem: 'broken', what: 'F', detail: 'it is no tar' },
    'F is not a firmware file that can be used: it is no tar. Nothing was sent.',
  ],
  [
    { kind, problem: 'not-activated', what: 'v1', detail: 'Failed' },
    'Firmware v1 activation failed. (State=Failed)',
  ],
  [
    { kind, problem: 'not-running', what: 'v2', purpose: 'BMC', detail: 'v1' },
    'Firmware v2 was activated, and after the restart the BMC runs v1.',
  ],
] as const)
  test(`1.13 ${text}`, () => {
    assert.equal(firmwareText(facts), text)
    assert.equal(errorText(facts), text)
  })

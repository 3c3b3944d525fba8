import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorFacts, HwctlError } from '../../../src/core/errors.ts'
import { readSeveral, setSeveral } from '../../../src/hwctl/flows/several-settings.ts'
import type { BmcConfigNote, SettingWish } from '../../../src/hwctl/managers/bmcconfig.ts'

const WISHES: readonly SettingWish[] = [
  { name: 'bootMode', value: 'setup' },
  { name: 'autoReboot', value: 'off' },
  { name: 'timeSyncMethod', value: 'manual' },
]

/** Sets all of them on a machine that answers so; tells what was written, said and warned of, and the error. */
async function setting(errors: Partial<Record<SettingWish['name'], ErrorFacts>>) {
  const written: string[] = []
  const notes: BmcConfigNote[] = []
  const warnings: ErrorFacts[] = []
  const write = async ({ name }: SettingWish) => {
    written.push(name)
    const facts = errors[name]
    if (facts) throw new HwctlError(facts)
  }
  const teller = {
    note: (note: BmcConfigNote) => notes.push(note),
    warn: (facts: ErrorFacts) => warnings.push(facts),
  }
  const error = await setSeveral(write, WISHES, teller).then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof HwctlError ? thrown.facts : thrown),
  )
  return { written, notes, warnings, error }
}

const LACKS: ErrorFacts = { kind: 'unsupported', what: 'bootmode' }
const REFUSES: ErrorFacts = { kind: 'bmc', host: '127.0.0.1', port: 443, status: 400, message: 'no' }
const LOST: ErrorFacts = {
  kind: 'connect',
  host: '127.0.0.1',
  port: 443,
  reason: 'Connection reset',
  phase: 'request',
}

test('what one BMC lacks and what it refuses are both told, and the others are set', async () => {
  assert.deepEqual(await setting({ bootMode: LACKS, timeSyncMethod: REFUSES }), {
    written: ['bootMode', 'autoReboot', 'timeSyncMethod'],
    notes: [{ said: 'set', names: ['autoReboot'] }],
    warnings: [REFUSES],
    error: LACKS,
  })
})

test('after the connection is lost nothing more is written', async () => {
  assert.deepEqual(await setting({ autoReboot: LOST }), {
    written: ['bootMode', 'autoReboot'],
    notes: [{ said: 'set', names: ['bootMode'] }],
    warnings: [],
    error: LOST,
  })
})

test('what ended it is the error, and what was wrong before is warned of', async () => {
  assert.deepEqual(await setting({ bootMode: LACKS, autoReboot: LOST }), {
    written: ['bootMode', 'autoReboot'],
    notes: [],
    warnings: [LACKS],
    error: LOST,
  })
})

test('nothing more is read after the connection is lost or the run is broken off, which is the error', async () => {
  const abort = new DOMException('The operation was aborted', 'AbortError')
  for (const end of [new HwctlError(LOST), abort]) {
    const read: string[] = []
    const warnings: ErrorFacts[] = []
    const reading = {
      setting: async (name: string) => {
        read.push(name)
        throw name === 'bootMode' ? new HwctlError(LACKS) : end
      },
      network: async () => {
        read.push('network')
        throw end
      },
    }
    const wanted = { settings: WISHES.map(({ name }) => name), network: true }
    const teller = { note: () => undefined, warn: (facts: ErrorFacts) => warnings.push(facts) }
    await assert.rejects(readSeveral(reading, wanted, teller), (thrown) => thrown === end)
    assert.deepEqual([read, warnings], [['bootMode', 'autoReboot'], [LACKS]])
  }
})

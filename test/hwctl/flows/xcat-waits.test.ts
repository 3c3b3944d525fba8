import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as soon } from 'node:timers/promises'
import { type ErrorFacts, factsOf } from '../../../src/core/errors.ts'
import type { Target } from '../../../src/core/lifecycle.ts'
import { errorText } from '../../../src/edges/error-text.ts'
import type { BmcActions } from '../../../src/hwctl/flows/bmc-reboot.ts'
import { type FlashActions, flash } from '../../../src/hwctl/flows/flash.ts'
import { activateImage, haveImage } from '../../../src/hwctl/flows/flash-image.ts'
import { type PowerActions, restart } from '../../../src/hwctl/flows/power.ts'
import type { FirmwareFile, FirmwareImage } from '../../../src/hwctl/managers/flash.ts'
import dumps from '../../../src/hwctl/openbmc/dump.ts'

/** What work on hardware that never gets there ends with, on a clock that runs fast; milliseconds on that clock, and what was noted when. */
async function inFastTime(t: TestContext, work: (target: never) => Promise<unknown>) {
  let now = 0
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(performance, 'now', () => now)
  const noted: (readonly [seconds: number, note: unknown])[] = []
  const target = {
    signal: new AbortController().signal,
    note: (note: unknown) => noted.push([Math.round(now / 1000), note]),
    progress: () => undefined,
    checkpoint: () => undefined,
    setStatus: () => undefined,
    resumedFrom: undefined,
    bmc: { session: { expectLoss: () => undefined } },
  } satisfies Partial<Target<object>>
  let error: ErrorFacts | undefined
  const ended = work(target as never).then(
    () => assert.fail('it was to wait in vain'),
    (thrown: unknown) => {
      error = factsOf(thrown)
    },
  )
  while (!error) {
    await soon()
    now += 500
    t.mock.timers.tick(500)
  }
  await ended
  return { error, noted, seconds: Math.round(now / 1000) }
}

const FILE: FirmwareFile = {
  name: 'a.tar',
  path: '/a.tar',
  bytes: 1,
  purpose: 'bmc',
  version: 'v2',
  extended: [],
  reported: { purpose: 'BMC' },
}

function image(over: Partial<FirmwareImage>): FirmwareImage {
  const reported = { purpose: 'BMC', state: 'Activating' }
  return {
    ...{ id: '1', purpose: 'bmc', version: 'v2', state: 'activating', running: false, extended: [] },
    reported,
    ...over,
  }
}

const BMC: BmcActions = {
  reboot: async () => undefined,
  read: async () => ({ ready: false, reported: 'NotReady' }),
}

function actions(images: readonly FirmwareImage[]): FlashActions {
  const nothing = async () => undefined
  return {
    list: async () => ({ images, tellsRunning: true }),
    upload: nothing,
    activate: nothing,
    bootNext: nothing,
    remove: nothing,
    clearDumps: nothing,
    bmc: BMC,
    power: POWER,
  }
}

const POWER: PowerActions = {
  act: async () => undefined,
  read: async () => ({ state: 'on', reported: { host: 'Running', chassis: 'On' } }),
} as PowerActions

describe('how long xCAT waits, and so does hwctl', () => {
  test('1.13 wait: an image that was uploaded is looked for 6 x 10 s', async (t) => {
    const { error, seconds } = await inFastTime(t, (target) => haveImage(actions([]), FILE, target))
    assert.equal(errorText(error), 'Could not find firmware v2 after waiting 60 seconds.')
    assert.ok(seconds >= 60 && seconds < 70, `${seconds}`)
  })

  test('1.13 wait: an activation is looked at 80 x 15 s', async (t) => {
    const one = image({})
    const { error, seconds } = await inFastTime(t, (target) => activateImage(actions([one]), one, target))
    assert.match(
      errorText(error),
      /did not change to Active after waiting 1200 seconds\. \(State= Activating\)\.$/,
    )
    assert.ok(seconds >= 1200 && seconds < 1215, `${seconds}`)
  })

  test('1.13 wait: a BMC that restarts is looked for 20 x 15 s', async (t) => {
    const active = image({ state: 'active', bootsNext: true })
    const wish = { files: [FILE], hostReboot: false, clearDumps: false }
    const { error, seconds } = await inFastTime(t, (target) => flash(actions([active]), wish, target))
    assert.equal(
      errorText(error),
      'Sent bmcreboot but state did not change to BMC Ready after waiting 300 seconds. (State=BMC NotReady).',
    )
    assert.ok(seconds >= 300 && seconds < 315, `${seconds}`)
  })

  test('1.13 wait: a host is to be off after 30 x 2 s', async (t) => {
    const { error, seconds } = await inFastTime(t, (target) => restart(POWER, { how: 'reset' }, target))
    assert.equal(
      errorText(error),
      'Sent power-off command but state did not change to off after waiting 60 seconds. (State= on).',
    )
    assert.ok(seconds >= 60 && seconds < 65, `${seconds}`)
  })

  test('1.12 wait: a dump is looked for 20 x 15 s, and every 8 of them that is said', async (t) => {
    const { collect } = dumps.ops
    assert.ok(collect && collect !== 'unsupported')
    const answer = (data: unknown) => ({ status: 200, headers: {}, json: { data }, text: '', path: '' })
    const session = {
      rest: { endpoint: { host: '127.0.0.1', port: 443 } },
      request: async ({ method }: { method: string }) => answer(method === 'POST' ? 5 : {}),
    }
    const { error, noted } = await inFastTime(t, (target: object) =>
      collect.run({ ...target, bmc: { session } } as never, { waitMs: 300_000 }, '/tmp'),
    )
    assert.equal(errorText(error), 'Could not find dump 5 after waiting 300 seconds.')
    const waiting = noted.filter(([, note]) => (note as { saying: string }).saying === 'still-waiting')
    assert.equal(waiting.length, 2)
    for (const [at, [seconds]] of waiting.entries()) {
      const due = 120 * (at + 1)
      assert.ok(seconds >= due && seconds <= due + 20, `${seconds}`)
    }
  })
})

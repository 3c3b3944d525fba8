import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { serve } from '../../rest/web-server.ts'
import { commandOn } from './asked-bmc.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

/** A BMC that answers every login and gives one body for each path it knows; 200 and `null` for others, as some servers do. */
async function ask(t: TestContext, bodies: Readonly<Record<string, string>>, command: string) {
  const server = await serve((request, response) => {
    if (request.url === '/login') response.setHeader('set-cookie', 'sid="a!b=c?d+e/f"; Path=/')
    response.setHeader('content-type', 'application/json')
    response.end(bodies[request.url ?? ''] ?? 'null')
  })
  t.after(() => server.close())
  return commandOn(server.endpoint, command)
}

const STATE = '/xyz/openbmc_project/state/enumerate'
const CONTROL = '/xyz/openbmc_project/control/host0/enumerate'

const RECORDED = [
  ['rpower stat', STATE, 'live-bmcweb/state-enumerate.json', 'off'],
  ['rpower stat', STATE, 'live-phosphor-rest/state-enumerate.json', 'off'],
  ['rpower stat', STATE, 'issues/state-enumerate-witherspoon-2017-09.json', 'on'],
  ['rpower bmcstate', STATE, 'live-bmcweb/state-enumerate.json', 'BMC Ready'],
  ['rpower bmcstate', STATE, 'issues/state-enumerate-witherspoon-2017-09.json', 'BMC Ready'],
  ['rsetboot stat', CONTROL, 'live-bmcweb/control-enumerate.json', 'Default'],
  ['rsetboot stat', CONTROL, 'live-phosphor-rest/control-enumerate.json', 'Default'],
] as const

describe('recorded bodies', { skip }, () => {
  for (const [command, path, file, line] of RECORDED)
    test(`${command} of ${file}`, async (t) => {
      const { lines } = await ask(t, { [path]: readFileSync(`${SAMPLES}/${file}`, 'utf8') }, command)
      assert.deepEqual(lines, [line])
    })
})

const HOST = 'xyz.openbmc_project.State.Host.HostState.'
const CHASSIS = 'xyz.openbmc_project.State.Chassis.PowerState.'

function states(host: unknown, chassis: unknown): string {
  const data = {
    '/xyz/openbmc_project/state/host0': { CurrentHostState: host },
    '/xyz/openbmc_project/state/chassis0': { CurrentPowerState: chassis },
    '/xyz/openbmc_project/state/host0/inventory': { endpoints: ['/xyz/openbmc_project/inventory/system'] },
  }
  return JSON.stringify({ data, message: '200 OK', status: 'ok' })
}

describe('the states of host and chassis', () => {
  for (const [host, chassis, line] of [
    ['Running', 'On', 'on'],
    ['Off', 'On', 'on (Chassis)'],
    ['Quiesced', 'On', 'quiesced'],
    ['Standby', 'On', 'Unexpected host state=Standby'],
    ['Off', 'Off', 'off'],
    ['Running', 'Off', 'off'],
    ['Running', 'Exploded', 'Unexpected chassis state=Exploded'],
  ] as const)
    test(`${host} on ${chassis} reads ${line}`, async (t) => {
      const { lines } = await ask(t, { [STATE]: states(HOST + host, CHASSIS + chassis) }, 'rpower stat')
      assert.deepEqual(lines, [line])
    })

  test('a chassis that does not say is unexpected, not off', async (t) => {
    assert.deepEqual((await ask(t, { [STATE]: states(`${HOST}Running`, null) }, 'rpower stat')).lines, [
      'Unexpected chassis state=None',
    ])
  })
})

function boot(oneTime: object, permanent: object): string {
  const data = {
    '/xyz/openbmc_project/control/host0/boot': permanent,
    '/xyz/openbmc_project/control/host0/boot/one_time': oneTime,
  }
  return JSON.stringify({ data })
}

const SOURCE = 'xyz.openbmc_project.Control.Boot.Source.Sources.'

describe('the boot source, as images of different years write it', () => {
  for (const enabled of [true, 1, '1', 'true'])
    test(`one-time Enabled ${JSON.stringify(enabled)} goes before the permanent source`, async (t) => {
      const body = boot({ Enabled: enabled, BootSource: `${SOURCE}Network` }, { BootSource: `${SOURCE}Disk` })
      assert.deepEqual((await ask(t, { [CONTROL]: body }, 'rsetboot stat')).lines, ['Network'])
    })

  for (const disabled of [false, 0, '0', 'false'])
    test(`one-time Enabled ${JSON.stringify(disabled)} does not`, async (t) => {
      const body = boot(
        { Enabled: disabled, BootSource: `${SOURCE}Network` },
        { BootSource: `${SOURCE}Disk` },
      )
      assert.deepEqual((await ask(t, { [CONTROL]: body }, 'rsetboot stat')).lines, ['Hard Drive'])
    })

  test('a source that nobody here knows is told', async (t) => {
    const body = boot({ Enabled: false }, { BootSource: `${SOURCE}Tape` })
    assert.deepEqual((await ask(t, { [CONTROL]: body }, 'rsetboot stat')).lines, [
      'Can not get valid rsetboot status, the data is Tape',
    ])
  })
})

describe('answers that are no answers', () => {
  for (const [what, body] of [
    ['null', 'null'],
    ['nothing', ''],
    ['HTML', '<html><body>It works</body></html>'],
    ['half a JSON', '{"data": {"/xyz'],
    ['a list', '{"data": [1, 2]}'],
    ['no data', '{"message": "200 OK"}'],
  ] as const)
    test(`${what} is named as such, with the path`, async (t) => {
      for (const [command, path] of [
        ['rpower stat', STATE],
        ['rsetboot stat', CONTROL],
      ] as const) {
        const { error } = await ask(t, { [path]: body }, command)
        assert.ok(error?.kind === 'malformed', JSON.stringify(error))
        assert.equal(error.path, path)
      }
    })
})

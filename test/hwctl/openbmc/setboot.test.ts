import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { askBmc } from './asked-bmc.ts'

const BOOT = '/xyz/openbmc_project/control/host0/boot'
const PERMANENT = { BootSource: 'xyz.openbmc_project.Control.Boot.Source.Sources.Default' }

/** A BMC that keeps its boot settings as they are, whatever is put there. */
const objects = (permanent: object, oneTime: object) => ({
  '/xyz/openbmc_project/control/host0/enumerate': JSON.stringify({
    data: { [BOOT]: permanent, [`${BOOT}/one_time`]: oneTime },
  }),
})

describe('a boot setting', () => {
  test('that reads back as another one is an error, and no success', async (t) => {
    const kept = objects(PERMANENT, { ...PERMANENT, Enabled: true })
    const { error, lines, requests } = await askBmc(t, kept, 'rsetboot net')
    assert.deepEqual(lines, [])
    assert.ok(error?.kind === 'bmc', JSON.stringify(error))
    assert.equal(error.message, 'not changed: boot source: asked for Network, is Default')
    assert.deepEqual(requests.slice(1, -1), [
      `PUT ${BOOT}/one_time/attr/BootSource`,
      `PUT ${BOOT}/one_time/attr/Enabled`,
    ])
  })

  test('that is taken and does not count is told', async (t) => {
    const { error } = await askBmc(t, objects(PERMANENT, { Enabled: false }), 'rsetboot setup')
    assert.ok(error?.kind === 'bmc')
    assert.equal(error.message, 'not changed: boot source: asked for Setup, is Default')
  })

  test('without a source is not called the default', async (t) => {
    const { lines } = await askBmc(t, objects({}, { Enabled: false }), 'rsetboot stat')
    assert.deepEqual(lines, ['Can not get valid rsetboot status, the data is None'])
  })

  test('without a source, after it was set, is an answer that says nothing', async (t) => {
    const { error } = await askBmc(t, objects({}, { Enabled: true }), 'rsetboot net')
    assert.ok(error?.kind === 'malformed', JSON.stringify(error))
    assert.equal(error.problem, 'no BootSource')
  })

  test('that is disabled is the default', async (t) => {
    const { lines } = await askBmc(t, objects({ Enabled: false }, {}), 'rsetboot stat')
    assert.deepEqual(lines, ['Default'])
  })
})

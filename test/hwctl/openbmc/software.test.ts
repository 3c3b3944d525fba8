import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { HwctlError } from '../../../src/core/errors.ts'
import type { OpenBmcClient } from '../../../src/hwctl/openbmc/client/request.ts'
import { listSoftware } from '../../../src/hwctl/openbmc/client/software.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

/** The images in one body, and the requests that it took. */
async function imagesOf(json: unknown) {
  const requests: string[] = []
  const rest = { endpoint: { host: '127.0.0.1', port: 443 } }
  const session = {
    rest,
    request: async ({ method, path }: { method: string; path: string }) => {
      requests.push(`${method} ${path}`)
      return { status: 200, headers: {}, json, text: JSON.stringify(json), path }
    },
  }
  const bmc = { session, signal: new AbortController().signal } as unknown as OpenBmcClient
  const images = await listSoftware(bmc)
  assert.deepEqual(requests, ['GET /xyz/openbmc_project/software/enumerate'])
  return images
}

/** A recorded body; of some, the envelope was not kept. */
function recorded(...files: readonly string[]): unknown {
  const bodies = files.map((file) => JSON.parse(readFileSync(`${SAMPLES}/${file}`, 'utf8')))
  return { data: Object.assign({}, ...bodies.map((body) => body.data ?? body)) }
}

describe('the software images of recorded bodies', { skip }, () => {
  test('2017-06: one image, and nothing says what runs', async () => {
    assert.deepEqual(await imagesOf(recorded('issues/software-enumerate-2017-06.json')), [
      {
        id: '409b4fc9',
        version: 'v1.99.6-29-ga956295-dirty',
        purpose: 'BMC',
        activation: 'Active',
        requestedActivation: 'None',
        functional: undefined,
      },
    ])
  })

  test('2017-08: a host image without a version, empty paths', async () => {
    const [bmc, host, ...more] = await imagesOf(recorded('issues/software-enumerate-2017-08.json'))
    assert.deepEqual(more, [])
    assert.deepEqual([bmc?.id, bmc?.version, bmc?.path], ['2fc9967f', 'v1.99.9-99-geb86447', undefined])
    assert.deepEqual([host?.id, host?.version, host?.purpose, host?.priority], ['fd2cbe15', '', 'Host', 0])
    assert.match(host?.extendedVersion ?? '', /^op-build-v1\.18-.*,sbe-bcb079b$/)
  })

  test('2018-01: what runs is below /software/functional, and objects without a purpose are no images', async () => {
    assert.deepEqual(await imagesOf(recorded('issues/software-endpoints-2018-01.json')), [])
    const image = { Version: 'v2', Purpose: 'xyz.openbmc_project.Software.Version.VersionPurpose.BMC' }
    const { data } = recorded('issues/software-endpoints-2018-01.json') as { data: object }
    const images = await imagesOf({
      data: {
        ...data,
        '/xyz/openbmc_project/software/29c0a606': image,
        '/xyz/openbmc_project/software/0ff': image,
      },
    })
    assert.deepEqual(
      images.map(({ id, functional }) => [id, functional]),
      [
        ['29c0a606', true],
        ['0ff', false],
      ],
    )
  })

  test('2020-06: endpoints objects between the images', async () => {
    assert.deepEqual(await imagesOf(recorded('issues/software-enumerate-2020-06.json')), [
      {
        id: '00f13caf',
        version: '2.9.0-dev-182-g794e2e55b',
        purpose: 'BMC',
        activation: 'Active',
        requestedActivation: 'None',
        priority: 1,
        functional: undefined,
      },
    ])
  })

  for (const [folder, uploaded] of [
    ['live-bmcweb', ['9d3cd65f 90']],
    ['live-phosphor-rest', ['6abcfd4c 0', '87bde306 0', 'c537502a 90']],
  ] as const)
    test(`${folder}: running, ready and uploaded ones`, async () => {
      const images = await imagesOf(recorded(`${folder}/software-enumerate.json`))
      const running = images.filter(({ functional }) => functional).map(({ id }) => id)
      assert.deepEqual(running, ['221d9020', '9e55358e'])
      assert.ok(images.every(({ functional }) => functional !== undefined))
      const withProgress = images.filter(({ progress }) => progress !== undefined)
      assert.deepEqual(
        withProgress.map(({ id, progress }) => `${id} ${progress}`),
        uploaded,
      )
      assert.deepEqual(
        images.find(({ id }) => id === '2bd96ea5'),
        {
          id: '2bd96ea5',
          version: 'ibm-v2.2-0-r1',
          purpose: 'BMC',
          activation: 'Ready',
          requestedActivation: 'None',
          priority: 0,
          path: '/tmp/images/2bd96ea5',
          functional: false,
        },
      )
    })
})

const SOFTWARE = '/xyz/openbmc_project/software'

describe('software images, as images of different years write them', () => {
  test('what runs may only stand in the associations of /software', async () => {
    for (const name of ['associations', 'Associations']) {
      const [first, second] = await imagesOf({
        data: {
          [SOFTWARE]: {
            [name]: [
              ['functional', 'software_version', `${SOFTWARE}/a`],
              ['active', 'software_version', `${SOFTWARE}/b`],
            ],
          },
          [`${SOFTWARE}/a`]: { Version: ' v1 ' },
          [`${SOFTWARE}/b`]: { Version: 'v2' },
        },
      })
      assert.deepEqual([first?.version, first?.functional, second?.functional], ['v1', true, false])
    }
  })

  for (const [written, priority] of [
    [0, 0],
    ['0', 0],
    ['1 ', 1],
    [false, 0],
    [null, undefined],
    ['', undefined],
    ['soon', undefined],
  ] as const)
    test(`Priority ${JSON.stringify(written)} is ${priority}`, async () => {
      const [image] = await imagesOf({ data: { [`${SOFTWARE}/a`]: { Version: 'v', Priority: written } } })
      assert.equal(image?.priority, priority)
    })

  test('properties that are null, and objects that are, are left out', async () => {
    const data = { [`${SOFTWARE}/a`]: null, [`${SOFTWARE}/b`]: { Version: 'v', Purpose: null, Path: null } }
    assert.deepEqual(await imagesOf({ data }), [
      { id: 'b', version: 'v', purpose: 'Unknown', activation: '', functional: undefined },
    ])
  })

  for (const data of [null, undefined, [1], 'x'])
    test(`${JSON.stringify(data)} is malformed, with the path`, async () => {
      await assert.rejects(imagesOf({ data }), (thrown) => {
        assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'malformed')
        assert.equal(thrown.facts.path, `${SOFTWARE}/enumerate`)
        return true
      })
    })
})

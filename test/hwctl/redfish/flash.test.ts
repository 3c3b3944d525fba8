import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../nodes/temporary-store.ts'
import { service, systems } from './service.ts'

const UPDATE = '/redfish/v1/UpdateService'
const TASK = '/redfish/v1/TaskService/Tasks/7'
const CONTENT = '{"firmware":"new"}'

function link(path: string) {
  return { '@odata.id': path }
}

/** A service with one BIOS image, and what its update service offers. */
function treeWith(offers: object): Record<string, unknown> {
  return {
    '/redfish/v1/': {
      '@odata.type': '#ServiceRoot.v1_15_0.ServiceRoot',
      Systems: link('/redfish/v1/Systems'),
      Links: { Sessions: link('/redfish/v1/SessionService/Sessions') },
      UpdateService: link(UPDATE),
    },
    ...systems({ '1': { BiosVersion: '1.0' } }),
    [UPDATE]: { FirmwareInventory: link(`${UPDATE}/F`), ...offers },
    [`${UPDATE}/F`]: { Members: [link(`${UPDATE}/F/BIOS`)] },
    [`${UPDATE}/F/BIOS`]: { Id: 'BIOS', Name: 'BIOS', Version: '1.0', Status: { State: 'Enabled' } },
  }
}

function updated(tree: Record<string, unknown>): void {
  Object.assign(tree[`${UPDATE}/F/BIOS`] as object, { Version: '2.0' })
}

function biosFile(t: TestContext): string {
  const path = join(temporaryFolder(t), 'bios.bin')
  writeFileSync(path, CONTENT)
  return path
}

const simple = (protocols: readonly string[]) => ({
  Actions: {
    '#UpdateService.SimpleUpdate': {
      target: `${UPDATE}/Simple`,
      'TransferProtocol@Redfish.AllowableValues': protocols,
    },
  },
})

/** GET of a URI, whoever signed for it. */
function fetched(uri: string): Promise<{ readonly status: number | undefined; readonly text: string }> {
  return new Promise((resolve, reject) => {
    get(uri, { rejectUnauthorized: false, agent: false }, async (answer) => {
      resolve({ status: answer.statusCode, text: Buffer.concat(await Array.fromAsync(answer)).toString() })
    }).on('error', reject)
  })
}

describe('rflash of a service that only fetches', () => {
  test('fetches the file over HTTPS from here, under a path that is good for this run alone', async (t) => {
    const task = { TaskState: 'Running', PercentComplete: 10 }
    const tree = { ...treeWith(simple(['HTTP', 'HTTPS'])), [TASK]: task }
    const seen: string[] = []
    const { ask, writes } = await service(t, tree, ({ method, path, body }) => {
      if (method !== 'POST' || path !== `${UPDATE}/Simple`) return undefined
      const { ImageURI } = body as { ImageURI: string }
      void (async () => {
        const wrong = await fetched(ImageURI.replace(/[^/]+\/firmware$/, 'x/firmware'))
        const { text } = await fetched(ImageURI)
        seen.push(ImageURI, String(wrong.status), text)
        updated(tree)
        Object.assign(task, { TaskState: 'Completed', PercentComplete: 100 })
      })()
      return { status: 202, headers: { location: TASK }, body: {} }
    })
    const { errors, lines } = await ask(`rflash -a --any-file ${biosFile(t)}`)
    assert.deepEqual(errors, [])
    assert.ok(lines.includes('n1: Firmware Host: 2.0 is running, before it was 1.0'), lines.join('\n'))
    const [uri = '', wrong, text] = seen
    assert.match(uri, /^https:\/\/127\.\d+\.\d+\.\d+:\d+\/[0-9a-f]{48}\/firmware$/)
    assert.deepEqual([wrong, text], ['404', CONTENT])
    assert.deepEqual(writes(), [`POST ${UPDATE}/Simple {"ImageURI":"${uri}","TransferProtocol":"HTTPS"}`])
    await assert.rejects(fetched(uri), /ECONNREFUSED/, 'the server ends with the run')
  })

  test('a service that fetches over nothing safe is not served', async (t) => {
    const { ask, writes } = await service(t, treeWith(simple(['TFTP'])))
    const { errors } = await ask(`rflash -a --any-file ${biosFile(t)}`)
    assert.deepEqual(errors, [
      { kind: 'unsupported', what: 'firmware fetched over HTTPS', offered: ['TFTP'] },
    ])
    assert.deepEqual(writes(), [])
  })
})

describe('rflash of a service that takes a bare file', () => {
  test('goes to HttpPushUri, once; an answer without a task is followed by a look at the versions', async (t) => {
    const tree = treeWith({ HttpPushUri: '/push' })
    const { ask, writes } = await service(t, tree, ({ method, path }) => {
      if (method === 'POST' && path === '/push') updated(tree)
      return undefined
    })
    const { errors, lines } = await ask(`rflash -a --any-file ${biosFile(t)}`)
    assert.deepEqual(errors, [])
    assert.equal(lines.at(-1), 'n1: Firmware Host: 2.0 is running, before it was 1.0')
    assert.deepEqual(writes(), [`POST /push ${CONTENT}`])
  })

  test('whoever goes on after a run that was broken off sends nothing again, although there is no task', async (t) => {
    const tree = treeWith({ HttpPushUri: '/push' })
    const { ask, writes, node } = await service(t, tree, ({ method, path }) => {
      if (method === 'POST' && path === '/push') updated(tree)
      return undefined
    })
    const command = `rflash -a --any-file ${biosFile(t)}`
    const { events } = await ask(command)
    const last = events.findLast((event) => event.kind === 'checkpoint')?.checkpoint
    const checkpoints = new Map([[node().name, last]])
    const { lines } = await ask(command, [node()], new AbortController().signal, checkpoints)
    assert.equal(lines.at(-1), 'n1: Firmware Host: 2.0 is running, before it was 1.0')
    assert.deepEqual(writes(), [`POST /push ${CONTENT}`])
  })

  test('not with what would be applied at once, where it is only to be there', async (t) => {
    const { ask, writes } = await service(t, treeWith({ HttpPushUri: '/push' }))
    const { errors } = await ask(`rflash -u --any-file ${biosFile(t)}`)
    assert.deepEqual(errors, [{ kind: 'unsupported', what: 'an upload that is not applied at once' }])
    assert.deepEqual(writes(), [])
  })

  test('a file that is larger than it takes is refused before it is sent', async (t) => {
    const { ask, writes } = await service(t, treeWith({ HttpPushUri: '/push', MaxImageSizeBytes: 5 }))
    const { errors } = await ask(`rflash -a --any-file ${biosFile(t)}`)
    const [error] = errors
    assert.ok(error?.kind === 'firmware' && error.problem === 'refused')
    assert.match(error.detail, /18 bytes.*5 at most/)
    assert.deepEqual(writes(), [])
  })
})

describe('rflash --delete and -a of an image by an id as an iDRAC writes it', () => {
  const PREVIOUS = 'Previous-159-1.6.5__BIOS.Setup.1-1'
  const image = (Id: string, Version: string) => ({ Id, Name: 'BIOS', Version, Status: { State: 'Enabled' } })
  /** Two images of the BIOS, the older one at this address. */
  function tree(older: string): Record<string, unknown> {
    const newer = `${UPDATE}/F/Installed-159-1.13.2__BIOS.Setup.1-1`
    return {
      ...treeWith({}),
      [`${UPDATE}/F`]: { Members: [link(newer), link(older)] },
      [newer]: image('Installed-159-1.13.2__BIOS.Setup.1-1', '1.13.2'),
      [older]: image(PREVIOUS, '1.6.5'),
    }
  }

  for (const older of [`${UPDATE}/F/${PREVIOUS}`, `${UPDATE}/F/17`])
    test(`deletes it at ${older}, once, and looks whether it is gone`, async (t) => {
      const resources = tree(older)
      const { ask, writes } = await service(t, resources, ({ method, path }) => {
        if (method !== 'DELETE' || path !== older) return undefined
        Object.assign(resources[`${UPDATE}/F`] as object, { Members: [] })
        return undefined
      })
      const { errors, lines } = await ask(`rflash --delete ${PREVIOUS}`)
      assert.deepEqual([errors, lines.at(-1)], [[], `n1: [${PREVIOUS}] Firmware removed`])
      assert.deepEqual(writes(), [`DELETE ${older}`])
    })

  test('says what is unsupported, or that there is no such image, and sends nothing', async (t) => {
    const { ask, writes } = await service(t, tree(`${UPDATE}/F/${PREVIOUS}`))
    assert.deepEqual((await ask(`rflash -a ${PREVIOUS}`)).errors, [
      { kind: 'unsupported', what: 'activation of an image that is there over redfish' },
    ])
    for (const asked of ['-a', '--delete'])
      assert.equal((await ask(`rflash ${asked} Previous-1-1__BIOS.Setup.1-1`)).errors[0]?.kind, 'firmware')
    assert.deepEqual(writes(), [])
  })
})

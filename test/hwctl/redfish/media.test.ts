import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { service, systems } from './service.ts'

const MANAGER = '/redfish/v1/Managers/1'
const MEDIA = `${MANAGER}/VirtualMedia`
const ISO = 'http://10.1.0.1/debian.iso'

/** A service with a CD and a floppy at the manager, and these actions. */
function mediaOf(over: { readonly cd?: object; readonly floppy?: object; readonly actions?: object } = {}) {
  const cd: Record<string, unknown> = {
    Id: 'CD',
    Image: null,
    Inserted: false,
    MediaTypes: ['CD', 'DVD'],
    ...over.cd,
  }
  const tree: Record<string, unknown> = {
    ...systems({ '1': { Links: { ManagedBy: [{ '@odata.id': MANAGER }] } } }),
    [MANAGER]: { VirtualMedia: { '@odata.id': MEDIA } },
    [MEDIA]: { Members: [{ '@odata.id': `${MEDIA}/Floppy` }, { '@odata.id': `${MEDIA}/CD` }] },
    [`${MEDIA}/Floppy`]: { Id: 'Floppy', Image: '', MediaTypes: ['Floppy', 'USBStick'], ...over.floppy },
    [`${MEDIA}/CD`]: { ...cd, ...(over.actions && { Actions: over.actions }) },
  }
  const take = ({ method, path, body }: { method: string; path: string; body: unknown }) => {
    if (method === 'GET' || !path.startsWith(`${MEDIA}/CD`)) return undefined
    const sent = path.includes('Eject')
      ? { Image: null, Inserted: false }
      : { Inserted: true, ...(body as object) }
    Object.assign(tree[`${MEDIA}/CD`] as object, sent)
    return undefined
  }
  return { tree, take }
}

describe('rvmedia of a service without actions', () => {
  test('images are put in and taken out by PATCH, with all that it shows', async (t) => {
    const { tree, take } = mediaOf({ cd: { WriteProtected: true } })
    const { ask, writes } = await service(t, tree, take)
    assert.deepEqual((await ask(`rvmedia insert ${ISO}`)).lines, [
      `n1: CD: ${ISO} (CD, DVD, write-protected)`,
    ])
    assert.deepEqual((await ask('rvmedia')).lines, [
      'n1: Floppy: empty (Floppy, USBStick)',
      `n1: CD: ${ISO} (CD, DVD, write-protected)`,
    ])
    assert.deepEqual((await ask('rvmedia eject')).lines, [`n1: CD: empty, was ${ISO}`])
    assert.deepEqual(writes(), [
      `PATCH ${MEDIA}/CD {"Image":"${ISO}","Inserted":true,"WriteProtected":true}`,
      `PATCH ${MEDIA}/CD {"Image":null,"Inserted":false}`,
    ])
  })
})

describe('rvmedia of a service with actions', () => {
  const actions = (more = {}) => ({
    '#VirtualMedia.InsertMedia': { target: `${MEDIA}/CD/Actions/Insert`, ...more },
    '#VirtualMedia.EjectMedia': { target: `${MEDIA}/CD/Actions/Eject` },
  })

  test('nothing but the image is named to them, unless it is asked for', async (t) => {
    const { tree, take } = mediaOf({ actions: actions() })
    const { ask, writes } = await service(t, tree, take)
    await ask(`rvmedia insert ${ISO}`)
    await ask('rvmedia eject')
    await ask(`rvmedia insert ${ISO} CD --writable`)
    assert.deepEqual(writes(), [
      `POST ${MEDIA}/CD/Actions/Insert {"Image":"${ISO}"}`,
      `POST ${MEDIA}/CD/Actions/Eject {}`,
      `POST ${MEDIA}/CD/Actions/Insert {"Image":"${ISO}","WriteProtected":false}`,
    ])
  })

  test('the protocol is named to a service that says which ones it knows, and one that it does not know is refused', async (t) => {
    const protocols = { 'TransferProtocolType@Redfish.AllowableValues': ['HTTP', 'CIFS'] }
    const { tree, take } = mediaOf({ actions: actions(protocols) })
    const { ask, writes } = await service(t, tree, take)
    const [error] = (await ask('rvmedia insert nfs://10.1.0.1/a.iso')).errors
    assert.deepEqual(error?.kind === 'unsupported' && error.offered, ['HTTP', 'CIFS'])
    await ask('rvmedia insert smb://10.1.0.1/a.iso')
    assert.deepEqual(writes(), [
      `POST ${MEDIA}/CD/Actions/Insert {"Image":"smb://10.1.0.1/a.iso","TransferProtocolType":"CIFS"}`,
    ])
  })

  test('an image goes where it fits by its name; without a fitting slot nothing is sent', async (t) => {
    const { tree, take } = mediaOf({ actions: actions(), floppy: { Image: 'http://10.1.0.1/x.img' } })
    const { ask, writes } = await service(t, tree, take)
    const [error] = (await ask('rvmedia insert http://10.1.0.1/b.img?x=1.iso')).errors
    assert.deepEqual(error?.kind === 'unsupported' && error.offered, ['CD'])
    assert.deepEqual(writes(), [])
  })

  test('an image that was in the drive last is not in it', async (t) => {
    const { tree } = mediaOf({ cd: { Image: ISO, Inserted: false } })
    const { ask } = await service(t, tree)
    assert.deepEqual((await ask('rvmedia')).lines.at(-1), 'n1: CD: empty (CD, DVD)')
  })
})

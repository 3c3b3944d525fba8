import type { SimulatedBmc } from '../bmc.ts'
import type { BmcReply, BmcRequest } from '../message.ts'
import type { Flavour } from '../model.ts'
import { bmcweb } from './bmcweb.ts'
import { type DbusTree, Refusal } from './dbus-object.ts'
import type { Dialect } from './dialect.ts'
import { download } from './dump-objects.ts'
import { failure, ok } from './envelope.ts'
import { phosphor } from './phosphor.ts'
import { below, children, enumerate, treeOf } from './tree.ts'
import { isUpload, upload } from './upload.ts'
import { patchPassword } from './user-objects.ts'

const DIALECTS: Readonly<Record<Flavour, Dialect>> = { phosphor, bmcweb }

/** OpenBMC's REST over D-Bus: answers one request as the flavour's server would. */
export function openBmcRest(bmc: SimulatedBmc, request: BmcRequest, flavour: Flavour): BmcReply {
  const dialect = DIALECTS[flavour]
  const place = { bmc, request, dialect }
  return beside(place, flavour) ?? dbusRest(place, () => treeOf(bmc, flavour, request.path))
}

/** What the servers answer beside the D-Bus tree: files of dumps, and bmcweb's Redfish accounts, which take passwords. */
function beside({ bmc, request, dialect }: Omit<Place, 'tree'>, flavour: Flavour): BmcReply | undefined {
  const { method, path } = request
  const dump = /^\/download\/dump\/(\d+)$/.exec(path)?.[1]
  if (dump !== undefined)
    return dialect.refusal(bmc, request) ?? download(bmc, dump, dialect.routeNotFound(path))
  const account = /^\/redfish\/v1\/AccountService\/Accounts\/([^/]+)$/.exec(path)?.[1]
  if (flavour !== 'bmcweb' || account === undefined || method !== 'PATCH') return undefined
  return dialect.refusal(bmc, request) ?? patchPassword(bmc, account, request)
}

/** Whether a client may have a WebSocket; bmcweb's cookie wants its XSRF token as the protocol, as it does with every write. */
export function mayOpenStream(bmc: SimulatedBmc, request: BmcRequest, flavour: Flavour): boolean {
  const { 'sec-websocket-protocol': token, ...headers } = request.headers
  const asWrite = { ...request, method: 'POST', headers: { ...headers, 'x-xsrf-token': token } }
  return DIALECTS[flavour].refusal(bmc, asWrite) === undefined
}

/** Answers one request about any D-Bus tree; the tree is only asked for when somebody may see it. */
export function dbusRest(asked: Omit<Place, 'tree'>, treeNow: () => DbusTree): BmcReply {
  const { bmc, request, dialect } = asked
  const { method, path } = request
  if (path === '/login' || path === '/logout') {
    if (method !== 'POST') return failure(405, 'Method not allowed')
    return path === '/login' ? dialect.login(bmc, request) : dialect.logout(bmc, request)
  }
  if (isUpload(path)) return upload(bmc, request, dialect)
  const isGard = path.startsWith('/org/open_power/')
  if (!isGard && path !== '/xyz' && !path.startsWith('/xyz/')) return dialect.routeNotFound(path)
  const refused = dialect.refusal(bmc, request)
  if (refused) return refused
  const place: Place = { ...asked, tree: treeNow() }
  if (method === 'GET' || method === 'HEAD') return read(place)
  if (method === 'PUT') return write(place)
  if (method === 'DELETE') return remove(place)
  return method === 'POST' ? call(place) : failure(405, 'Method not allowed')
}

interface Place {
  readonly bmc: SimulatedBmc
  readonly request: BmcRequest
  readonly dialect: Dialect
  readonly tree: DbusTree
}

function read({ bmc, request: { path }, dialect, tree }: Place): BmcReply {
  const answer = (data: unknown) => (data === undefined ? dialect.pathNotFound(path) : ok(data))
  const [, listed = '', how] = /^(.*)\/(enumerate|list|)$/.exec(path) ?? []
  if (how === 'enumerate') return answer(enumerate(tree, listed, bmc))
  if (how === 'list') return answer(below(tree, listed))
  if (how === '') return answer(children(tree, listed))
  const [, owner = '', name = ''] = /^(.*)\/attr\/([^/]+)$/.exec(path) ?? []
  if (name === '') return answer(tree.get(path)?.properties(bmc))
  const properties = tree.get(owner)?.properties(bmc)
  if (!properties) return dialect.pathNotFound(owner)
  return Object.hasOwn(properties, name) ? ok(properties[name]) : dialect.attributeNotFound(name)
}

function write({ bmc, request, dialect, tree }: Place): BmcReply {
  const [, owner = '', name = ''] = /^(.*)\/attr\/([^/]+)$/.exec(request.path) ?? []
  if (name === '') return failure(403, 'The specified resource cannot be created')
  const checked = dialect.data(request)
  if (!('data' in checked)) return checked
  const object = tree.get(owner)
  if (!object) return dialect.ownerNotFound(owner, name)
  const writer = object.writers && Object.hasOwn(object.writers, name) ? object.writers[name] : undefined
  if (!writer) return dialect.attributeNotWritable(name)
  if (!writer.accepts(checked.data)) return dialect.valueRefused(name, checked.data)
  writer.write(bmc, checked.data)
  return ok(null)
}

function call({ bmc, request, dialect, tree }: Place): BmcReply {
  const [, owner = '', name = ''] = /^(.*)\/action\/([^/]+)$/.exec(request.path) ?? []
  if (name === '') return failure(405, 'Method not allowed')
  const checked = dialect.data(request)
  if (!('data' in checked)) return checked
  const object = tree.get(owner)
  if (!object) return dialect.pathNotFound(owner)
  const method = object.methods && Object.hasOwn(object.methods, name) ? object.methods[name] : undefined
  if (!method) return dialect.methodNotFound(name)
  const args = Array.isArray(checked.data) ? checked.data : [checked.data]
  const returned = method(bmc, args)
  return returned instanceof Refusal ? returned.reply : ok(returned ?? null)
}

function remove({ bmc, request: { path }, dialect, tree }: Place): BmcReply {
  const object = tree.get(path)
  if (!object) return dialect.pathNotFound(path)
  if (!object.remove) return failure(403, 'The specified resource cannot be deleted')
  object.remove(bmc)
  return ok(null)
}

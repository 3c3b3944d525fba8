import { readdirSync, readFileSync } from 'node:fs'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { Service } from '../../src/simulator/exchange.ts'
import type { BmcReply } from '../../src/simulator/message.ts'
import type { Dialect } from '../../src/simulator/openbmc-rest/dialect.ts'
import { failure } from '../../src/simulator/openbmc-rest/envelope.ts'
import { phosphor } from '../../src/simulator/openbmc-rest/phosphor.ts'
import { dbusRest } from '../../src/simulator/openbmc-rest/service.ts'
import { RecordedObjects } from './recorded-objects.ts'

/** phosphor-rest-server as it was when xCAT's lines were recorded: the path is not in the text about it. */
const recordedDialect: Dialect = { ...phosphor, pathNotFound: notFound, routeNotFound: notFound }

function notFound(): BmcReply {
  return failure(404, 'org.freedesktop.DBus.Error.FileNotFound: path or object not found')
}

/** phosphor-rest-server over the D-Bus tree of recorded `GROUP-enumerate.json` files; each BMC has a tree of its own, and what is written to it stays. */
export function recordedRest(folder: string): Service {
  const files = readdirSync(folder).filter((file) => file.endsWith('-enumerate.json'))
  const bodies = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
  const groups = files.map((file) => `/xyz/openbmc_project/${file.replace('-enumerate.json', '')}`)
  const byBmc = new WeakMap<SimulatedBmc, RecordedObjects>()
  return (bmc, request) => {
    const objects = byBmc.get(bmc) ?? objectsOf(bodies)
    byBmc.set(bmc, objects)
    const silent = request.method === 'POST' ? groups : []
    const reply = dbusRest({ bmc, request, dialect: recordedDialect }, () => objects.tree(silent))
    return request.method === 'PUT' && reply.status === 404 ? notCreated(request.path) : reply
  }
}

/** To a property of an object that is not there, the server that was recorded says what it says to one that is. */
function notCreated(path: string): BmcReply {
  return recordedDialect.attributeNotWritable(path.slice(path.lastIndexOf('/') + 1))
}

/** Images that were uploaded between the recording of xCAT's lines and the recording of the bodies are left out. */
function objectsOf(bodies: readonly string[]): RecordedObjects {
  const objects = bodies.flatMap((body) => Object.entries<Record<string, unknown>>(JSON.parse(body).data))
  return new RecordedObjects(objects.filter(([, { Version }]) => !String(Version).startsWith('uploaded-')))
}

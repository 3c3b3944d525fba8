import type { SimulatedBmc } from '../bmc.ts'
import type { BmcReply, BmcRequest, JsonObject } from '../message.ts'
import type { Family } from '../model.ts'
import { accountService } from './account-service.ts'
import { attributeRegistry } from './attribute-registry.ts'
import { refusal } from './authentication.ts'
import { bios } from './bios.ts'
import { certificateLinks, certificateService } from './certificate-service.ts'
import { chassis } from './chassis.ts'
import { dumpService } from './dump-service.ts'
import { etagOf, ifMatchHolds } from './etag.ts'
import { eventService } from './event-service.ts'
import { expanded } from './expand.ts'
import { FAMILY_TRAITS } from './families.ts'
import type { FamilyTraits } from './family-traits.ts'
import { firmwareInventory } from './firmware-inventory.ts'
import { logServices } from './log-service.ts'
import { manager } from './manager.ts'
import { messageRegistries } from './message-registry.ts'
import { network } from './network.ts'
import { networkProtocol } from './network-protocol.ts'
import { overlaid } from './overlay.ts'
import { parts } from './parts.ts'
import { powerLimit } from './power-limit.ts'
import { problem } from './problem.ts'
import type { Resource, ResourceTree, Visit } from './resource.ts'
import { sensors } from './sensors.ts'
import { serviceRoot } from './service-root.ts'
import { SESSION_SERVICE, SESSIONS } from './session-service.ts'
import { system } from './system.ts'
import { systemSettings } from './system-settings.ts'
import { TASK_SERVICE } from './task-service.ts'
import { thermalAndPower } from './thermal-and-power.ts'
import { updateService } from './update-service.ts'
import { virtualMedia } from './virtual-media.ts'

/** One tree for all BMCs of a family: resources read their values from the BMC they are asked about. */
const TREES: Readonly<Record<Family, ResourceTree>> = {
  openbmc: tree(FAMILY_TRAITS.openbmc),
  dell: tree(FAMILY_TRAITS.dell),
  supermicro: tree(FAMILY_TRAITS.supermicro),
}

function tree(traits: FamilyTraits): ResourceTree {
  return overlaid(resources(traits), [
    ...powerLimit(traits),
    ...attributeRegistry(traits),
    ...certificateLinks(traits),
  ])
}

function resources(traits: FamilyTraits): ResourceTree {
  return {
    ...serviceRoot(traits),
    ...system(traits),
    ...manager(traits),
    ...chassis(traits),
    ...bios(traits),
    ...virtualMedia(traits),
    ...certificateService(traits),
    ...sensors(traits),
    ...thermalAndPower(traits),
    ...parts(traits),
    ...updateService(traits),
    ...firmwareInventory(traits),
    ...accountService(traits),
    ...logServices(traits),
    ...eventService(traits),
    ...messageRegistries(traits),
    ...network(traits),
    ...networkProtocol(traits),
    ...systemSettings(traits),
    ...dumpService(traits),
    ...SESSION_SERVICE,
    ...TASK_SERVICE,
  }
}

/** Redfish: answers one request as the family's service would. */
export function redfish(bmc: SimulatedBmc, request: BmcRequest, family: Family): BmcReply {
  const traits = FAMILY_TRAITS[family]
  const path = request.path.replace(/(?<=.)\/+$/, '')
  if (path !== '/redfish' && !path.startsWith('/redfish/')) return { status: 404, body: 'Not Found' }
  const headers = { 'odata-version': '4.0', 'content-type': traits.contentType }
  const reply = answer(bmc, { ...request, path }, family)
  return {
    ...reply,
    headers: reply.body === undefined ? { ...reply.headers } : { ...headers, ...reply.headers },
  }
}

function answer(bmc: SimulatedBmc, request: BmcRequest, family: Family): BmcReply {
  const traits = FAMILY_TRAITS[family]
  const { method, path } = request
  const id = path.slice(path.lastIndexOf('/') + 1)
  const resource = find(TREES[family], path)
  const isRead = method === 'GET' || method === 'HEAD'
  const isLogin = method === 'POST' && path === SESSIONS
  const refused = isLogin || (isRead && resource?.isPublic) ? undefined : refusal(bmc, request, traits)
  if (refused) return refused
  const visit: Visit = { bmc, traits, request, id }
  if (!resource) return traits.error(404, problem('ResourceNotFound', 'Resource', id))
  if (isRead)
    return expanded(read(resource, visit), visit, (member) =>
      answer(bmc, { ...request, path: member, query: '' }, family),
    )
  const handler = { PATCH: resource.change, POST: resource.create, DELETE: resource.remove }[method]
  if (!handler)
    return {
      ...traits.error(405, problem('OperationNotAllowed')),
      headers: { allow: allowedMethods(resource) },
    }
  return method === 'PATCH' && isStale(resource, visit)
    ? traits.error(412, problem('PreconditionFailed'))
    : handler(visit)
}

function find(resources: ResourceTree, path: string): Resource | undefined {
  if (Object.hasOwn(resources, path)) return resources[path]
  const parts = path.split('/')
  const last = parts.pop()
  return resources[[...parts, '*'].join('/')] ?? resources[[...parts.slice(0, -1), '*', last].join('/')]
}

function read(resource: Resource, visit: Visit): BmcReply {
  const { traits } = visit
  if (resource.fetch) return resource.fetch(visit)
  if (!resource.show)
    return {
      ...traits.error(405, problem('OperationNotAllowed')),
      headers: { allow: allowedMethods(resource) },
    }
  const shown = resource.show(visit)
  if (!shown) return traits.error(404, problem('ResourceNotFound', 'Resource', visit.id))
  const etag = etagOf(shown, traits)
  const body: JsonObject = {
    ...(traits.hasContext && shown['@odata.type'] !== undefined && { '@odata.context': contextOf(shown) }),
    ...(traits.etag.inBody && resource.change && { '@odata.etag': etag }),
    ...shown,
  }
  return { status: 200, body, ...(traits.etag.inHeader && { headers: { etag } }) }
}

function isStale(resource: Resource, visit: Visit): boolean {
  const shown = resource.show?.(visit)
  return shown !== undefined && !ifMatchHolds(visit.request.headers['if-match'], etagOf(shown, visit.traits))
}

function contextOf(body: JsonObject): string {
  const [kind] = String(body['@odata.type']).slice(1).split('.')
  return `/redfish/v1/$metadata#${kind}.${kind}`
}

function allowedMethods({ show, change, create, remove }: Resource): string {
  return [show && 'GET', change && 'PATCH', create && 'POST', remove && 'DELETE'].filter(Boolean).join(', ')
}

import { isIPv4 } from 'node:net'
import { HwctlError } from '../../../core/errors.ts'
import { members } from './collection.ts'
import { checkWrite } from './errors.ts'
import { pathIn } from './location.ts'
import { getManagerObject } from './manager.ts'
import { type JsonObject, linkAt, linksAt, numberOf, objectAt, objectsAt, textAt } from './property.ts'
import { orUnsupported, patch, type RedfishClient, type Resource } from './resource.ts'
import { lastSegment } from './system.ts'
import { awaitTask } from './task.ts'

/** One address of an interface, words as the service has them. */
export interface AddressObject {
  readonly address: string
  readonly family: 4 | 6
  readonly prefixLength: number
  readonly gateway?: string
  /** `Static`, `DHCP`, `BOOTP`, `IPv4LinkLocal`; `Static`, `DHCPv6`, `LinkLocal`, `SLAAC` */
  readonly origin: string
}

/** What is used of EthernetInterface (DSP2046). */
export interface InterfaceObject {
  readonly path: string
  readonly etag: string | undefined
  readonly name: string
  readonly mac?: string
  /** Empty where it has none; absent where it is not a property of this interface. */
  readonly hostname?: string
  /** Absent where the interface has no VLAN property. */
  readonly vlan?: { readonly isOn: boolean; readonly id: number }
  /** The interface that this one is a VLAN on. */
  readonly base?: string
  /** Undefined where the service does not say. */
  readonly isDhcpOn: boolean | undefined
  /** Those in force, IPv4 and IPv6. */
  readonly addresses: readonly AddressObject[]
  /** The static IPv4 addresses that may be set, in order; undefined where there are only `IPv4Addresses` (before 2017). */
  readonly statics?: readonly StaticAddress[]
  /** Those that are set, then those in force; undefined where the service shows neither. */
  readonly nameServers?: readonly string[]
  /** Those that are set; undefined where none can be. */
  readonly staticNameServers?: readonly string[]
}

/** An entry of IPv4StaticAddresses; empty ones are slots. */
export interface StaticAddress {
  readonly address: string
  readonly prefixLength: number
  readonly gateway?: string
}

const OPERATION = 'get_network'

/** Where the interfaces of the BMC are. @throws HwctlError `unsupported` where it shows none */
export async function interfacesPath(bmc: RedfishClient): Promise<string> {
  const path = linkAt((await getManagerObject(bmc, OPERATION)).data, 'EthernetInterfaces')
  if (path === undefined) throw new HwctlError({ kind: 'unsupported', what: 'network' })
  return path
}

/** The interfaces of the BMC. */
export async function listInterfaces(bmc: RedfishClient): Promise<readonly InterfaceObject[]> {
  const path = await interfacesPath(bmc)
  const all = await orUnsupported('network', members(bmc, path, { operation: OPERATION }))
  return all.map(interfaceOf)
}

function interfaceOf({ path, etag, data }: Resource<JsonObject>): InterfaceObject {
  const mac = textAt(data, 'MACAddress') ?? textAt(data, 'PermanentMACAddress')
  const { HostName: hostname } = data
  const vlan = vlanOf(data)
  const [base] = linksAt(objectAt(data, 'Links'), 'RelatedInterfaces')
  const isDhcpOn = objectAt(data, 'DHCPv4').DHCPEnabled
  return {
    ...{ path, etag, name: textAt(data, 'Id') ?? lastSegment(path) },
    ...(mac && { mac }),
    ...(typeof hostname === 'string' && { hostname: hostname.trim() }),
    ...(vlan && { vlan }),
    ...(base && { base }),
    isDhcpOn: typeof isDhcpOn === 'boolean' ? isDhcpOn : undefined,
    addresses: [
      ...objectsAt(data, 'IPv4Addresses').flatMap(ipv4Of),
      ...objectsAt(data, 'IPv6Addresses').flatMap((one) => ipv6Of(one, textAt(data, 'IPv6DefaultGateway'))),
    ],
    ...(Array.isArray(data.IPv4StaticAddresses) && {
      statics: objectsAt(data, 'IPv4StaticAddresses').map(staticOf),
    }),
    ...nameServersOf(data),
  }
}

function vlanOf(data: JsonObject): InterfaceObject['vlan'] {
  const vlan = objectAt(data, 'VLAN')
  const id = numberOf(vlan.VLANId)
  return id === null ? undefined : { id, isOn: vlan.VLANEnable === true }
}

/** What stands for no address: slots of fixed lists, and interfaces without a cable. */
const isNone = (address: string | undefined) => address === undefined || /^[0.:]*$/.test(address)

function ipv4Of(one: JsonObject): readonly AddressObject[] {
  const address = textAt(one, 'Address')
  if (address === undefined || isNone(address)) return []
  return [{ ...staticOf(one), family: 4, origin: textAt(one, 'AddressOrigin') ?? '' }]
}

/** Their gateway is the interface's. */
function ipv6Of(one: JsonObject, gateway: string | undefined): readonly AddressObject[] {
  const address = textAt(one, 'Address')
  if (address === undefined || isNone(address)) return []
  const prefixLength = numberOf(one.PrefixLength) ?? 128
  const origin = textAt(one, 'AddressOrigin') ?? ''
  return [{ address, family: 6, prefixLength, ...(gateway && !isNone(gateway) && { gateway }), origin }]
}

function staticOf(one: JsonObject): StaticAddress {
  const gateway = textAt(one, 'Gateway')
  return {
    address: textAt(one, 'Address') ?? '',
    prefixLength: prefixOf(textAt(one, 'SubnetMask') ?? ''),
    ...(gateway !== undefined && !isNone(gateway) && { gateway }),
  }
}

function prefixOf(mask: string): number {
  if (!isIPv4(mask)) return 32
  return mask
    .split('.')
    .reduce((length, part) => length + Number(part).toString(2).replaceAll('0', '').length, 0)
}

/** Fixed lists are filled up with empty ones. */
function nameServersOf(data: JsonObject): Pick<InterfaceObject, 'nameServers' | 'staticNameServers'> {
  const own = serversIn(data.StaticNameServers)
  const inForce = serversIn(data.NameServers)
  if (!own && !inForce) return {}
  return {
    nameServers: [...new Set([...(own ?? []), ...(inForce ?? [])])],
    ...(own && { staticNameServers: own }),
  }
}

function serversIn(list: unknown): readonly string[] | undefined {
  if (!Array.isArray(list)) return undefined
  const texts = list.flatMap((one) => (typeof one === 'string' ? [one.trim()] : []))
  return texts.filter((one) => !isNone(one))
}

/** PATCH of an interface, on the path and with the tag that it was read with. @returns what the service said about it in a 200 */
export function patchInterface(
  bmc: RedfishClient,
  to: Pick<InterfaceObject, 'path' | 'etag'>,
  change: JsonObject,
): Promise<string | undefined> {
  return patch(bmc, 'set_network', to, change)
}

/** POST to the interfaces: a VLAN on one of them (bmcweb since 2023). @returns the path of the new one, where the service says it */
export async function createVlan(bmc: RedfishClient, base: string, id: number): Promise<string | undefined> {
  const body = {
    VLAN: { VLANEnable: true, VLANId: id },
    Links: { RelatedInterfaces: [{ '@odata.id': base }] },
  }
  const path = await interfacesPath(bmc)
  const request = { operation: 'add_vlan', method: 'POST', path, body, signal: bmc.signal } as const
  const answer = await bmc.session.request(request)
  if (answer.status === 405 || answer.status === 404)
    throw new HwctlError({ kind: 'unsupported', what: 'a VLAN over redfish' })
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, 'add_vlan', answer)
  const { location } = answer.headers
  return typeof location === 'string' ? pathIn(location) : undefined
}

/** DELETE of an interface that is a VLAN. */
export async function deleteInterface(bmc: RedfishClient, path: string): Promise<void> {
  const request = { operation: 'remove_vlan', method: 'DELETE', path, signal: bmc.signal } as const
  const answer = await bmc.session.request(request)
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, 'remove_vlan', answer)
}

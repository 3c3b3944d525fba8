import { HwctlError } from '../../core/errors.ts'
import { addressesOf, canonical } from '../../rest/host-addresses.ts'
import { isNotFound } from '../flows/not-found.ts'
import { checkChanged } from '../flows/unchanged.ts'
import type { AddressOrigin, BmcAddress, BmcInterface, BmcNetwork } from '../managers/bmcconfig.ts'
import {
  type AddressObject,
  type InterfaceObject,
  listInterfaces,
  patchInterface,
} from './client/ethernet-interface.ts'
import {
  getNetworkProtocol,
  type NetworkProtocol,
  ntpServersOf,
  patchNetworkProtocol,
} from './client/network-protocol.ts'
import type { RedfishClient, Resource } from './client/resource.ts'
import { ourInterface, vlanOf } from './present-address.ts'

/** IPv4AddressOrigin and IPv6AddressOrigin of IPAddresses (DSP2046). */
const ORIGINS: Readonly<Record<string, AddressOrigin>> = {
  Static: 'static',
  DHCP: 'dhcp',
  DHCPv6: 'dhcp',
  BOOTP: 'dhcp',
  IPv4LinkLocal: 'link-local',
  LinkLocal: 'link-local',
  SLAAC: 'slaac',
}

/** How the BMC is on the network; interfaces without an address are left out. Time servers are the BMC's, for whatever interface. */
export async function readNetwork(bmc: RedfishClient): Promise<BmcNetwork> {
  const interfaces = await listInterfaces(bmc)
  const services = (await servicesOf(bmc))?.data
  const ours = await addressesOf(bmc.session.rest.endpoint.host)
  const ntpServers = services && ntpServersOf(services)
  const hostname = hostnameOf(interfaces, services)
  return {
    interfaces: interfaces
      .filter(({ addresses }) => addresses.length > 0)
      .map((nic) => ({ ...interfaceOf(nic, ours), ...(ntpServers && { ntpServers }) })),
    ...(hostname !== undefined && { hostname }),
  }
}

/** The same. @throws HwctlError `unsupported` where no interface has an address */
export async function someNetwork(bmc: RedfishClient): Promise<BmcNetwork> {
  const network = await readNetwork(bmc)
  if (network.interfaces.length > 0) return network
  throw new HwctlError({ kind: 'unsupported', what: 'network' })
}

/** The services of the BMC; undefined where it does not show them. */
export async function servicesOf(bmc: RedfishClient): Promise<Resource<NetworkProtocol> | undefined> {
  try {
    return await getNetworkProtocol(bmc, 'get_network')
  } catch (thrown) {
    if (isNotFound(thrown) || isUnsupported(thrown)) return undefined
    throw thrown
  }
}

function isUnsupported(thrown: unknown): boolean {
  return thrown instanceof HwctlError && thrown.facts.kind === 'unsupported'
}

function hostnameOf(interfaces: readonly InterfaceObject[], services: NetworkProtocol | undefined) {
  return interfaces.find(({ hostname }) => hostname)?.hostname ?? services?.HostName ?? undefined
}

function interfaceOf(nic: InterfaceObject, ours: readonly string[]): BmcInterface {
  const vlan = vlanOf(nic)
  return {
    name: nic.name,
    ...(nic.mac && { mac: nic.mac }),
    ...(vlan !== undefined && { vlan }),
    isOurs: nic.addresses.some(({ address }) => ours.includes(canonical(address))),
    addresses: nic.addresses.map(addressOf),
    ...(nic.nameServers && { nameServers: nic.nameServers }),
  }
}

function addressOf({ address, family, prefixLength, gateway, origin }: AddressObject): BmcAddress {
  return { address, family, prefixLength, ...(gateway && { gateway }), origin: ORIGINS[origin] ?? 'other' }
}

type HostnamePlace =
  | { readonly nic: InterfaceObject; readonly services?: never }
  | { readonly nic?: never; readonly services: Resource<NetworkProtocol> }

/** Where the BMC has its host name. @throws HwctlError `unsupported` where that cannot be set */
export async function hostnamePlace(bmc: RedfishClient): Promise<HostnamePlace> {
  const nic = await ourInterface(bmc)
  if (nic.hostname !== undefined) return { nic }
  const services = await servicesOf(bmc)
  if (services?.data.HostName == null) throw new HwctlError({ kind: 'unsupported', what: 'hostname' })
  return { services }
}

/** PATCHes the host name where the BMC has it: at the interface that we talk to, else with its services. Answers what is read back. */
export async function setHostname(
  bmc: RedfishClient,
  hostname: string,
): Promise<{ readonly hostname: string }> {
  const { nic, services } = await hostnamePlace(bmc)
  if (nic) {
    const said = await patchInterface(bmc, nic, { HostName: hostname })
    const found = (await listInterfaces(bmc)).find(({ path }) => path === nic.path)?.hostname
    checkChanged(bmc, [{ property: 'HostName', asked: hostname, found }], said)
    return { hostname }
  }
  const said = await patchNetworkProtocol(bmc, services, { HostName: hostname })
  const found = (await getNetworkProtocol(bmc, 'get_network')).data.HostName
  checkChanged(bmc, [{ property: 'HostName', asked: hostname, found }], said)
  return { hostname }
}

/** Where the BMC has its time servers. @throws HwctlError `unsupported` where it has no NTP */
export async function ntpPlace(bmc: RedfishClient): Promise<Resource<NetworkProtocol>> {
  const services = await servicesOf(bmc)
  if (services && ntpServersOf(services.data) !== undefined) return services
  throw new HwctlError({ kind: 'unsupported', what: 'ntpservers' })
}

/** PATCHes the time servers. Answers what is read back. @throws HwctlError `unsupported` where the BMC has no NTP */
export async function setNtpServers(bmc: RedfishClient, servers: readonly string[]) {
  const services = await ntpPlace(bmc)
  const said = await patchNetworkProtocol(bmc, services, { NTP: { NTPServers: servers } })
  const found = ntpServersOf((await getNetworkProtocol(bmc, 'get_network')).data) ?? []
  checkChanged(bmc, [{ property: 'NTPServers', asked: servers.join(), found: found.join() }], said)
  return { servers: found }
}

/** The interface that we talk to. @throws HwctlError `unsupported` where its name servers cannot be set */
export async function nameServerPlace(bmc: RedfishClient): Promise<InterfaceObject> {
  const nic = await ourInterface(bmc)
  if (nic.staticNameServers) return nic
  throw new HwctlError({ kind: 'unsupported', what: 'nameservers' })
}

/** PATCHes the name servers of the interface that we talk to. Answers what is read back. @throws HwctlError `unsupported` where they cannot be set */
export async function setNameServers(bmc: RedfishClient, servers: readonly string[]) {
  const nic = await nameServerPlace(bmc)
  const said = await patchInterface(bmc, nic, { StaticNameServers: servers })
  const now = (await listInterfaces(bmc)).find(({ path }) => path === nic.path)
  const found = now?.staticNameServers?.join()
  checkChanged(bmc, [{ property: 'StaticNameServers', asked: servers.join(), found }], said)
  return { servers: now?.nameServers ?? [] }
}

import { addressesOf, canonical } from '../../rest/host-addresses.ts'
import type { AddressOrigin, BmcAddress, BmcInterface, BmcNetwork } from '../managers/bmcconfig.ts'
import { type AddressObject, getNetwork, type InterfaceObject } from './client/network.ts'
import type { OpenBmcClient } from './client/request.ts'

/** Last parts of xyz.openbmc_project.Network.IP.AddressOrigin. */
const ORIGINS: Readonly<Record<string, AddressOrigin>> = {
  Static: 'static',
  DHCP: 'dhcp',
  LinkLocal: 'link-local',
  SLAAC: 'slaac',
}

/** How the BMC is on the network; interfaces without an address (`sit0`, `lo`) are left out. */
export async function readNetwork(bmc: OpenBmcClient): Promise<BmcNetwork> {
  const { interfaces, defaultGateway, hostname } = await getNetwork(bmc)
  const ours = await addressesOf(bmc.session.rest.endpoint.host)
  return {
    interfaces: interfaces
      .filter(({ addresses }) => addresses.length > 0)
      .map((nic) => interfaceOf(nic, ours)),
    ...(defaultGateway !== undefined && { defaultGateway }),
    ...(hostname !== undefined && { hostname }),
  }
}

function interfaceOf(nic: InterfaceObject, ours: readonly string[]): BmcInterface {
  const { name, mac, vlan, addresses } = nic
  return {
    name,
    ...(mac && { mac }),
    ...(vlan !== undefined && { vlan }),
    isOurs: addresses.some(({ address }) => ours.includes(canonical(address))),
    addresses: addresses.map(addressOf),
    ntpServers: ntpServersOf(nic),
    nameServers: nameServersOf(nic),
  }
}

function addressOf({ address, family, prefixLength, gateway, origin }: AddressObject): BmcAddress {
  return { address, family, prefixLength, ...(gateway && { gateway }), origin: ORIGINS[origin] ?? 'other' }
}

/** Those that were set, then those that DHCP gave; images since 2021 keep them apart. */
export function ntpServersOf({ staticNtpServers = [], ntpServers }: InterfaceObject): readonly string[] {
  return [...new Set([...staticNtpServers, ...ntpServers])]
}

/** The same for DNS servers. */
export function nameServersOf({ staticNameServers = [], nameServers }: InterfaceObject): readonly string[] {
  return [...new Set([...staticNameServers, ...nameServers])]
}

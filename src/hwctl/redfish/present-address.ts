import { HwctlError } from '../../core/errors.ts'
import { addressesOf, canonical } from '../../rest/host-addresses.ts'
import type { AddressWish } from '../managers/bmcconfig.ts'
import { type AddressObject, type InterfaceObject, listInterfaces } from './client/ethernet-interface.ts'
import type { RedfishClient } from './client/resource.ts'

/** Where the address that we talk to is. */
export interface Present {
  readonly interfaces: readonly InterfaceObject[]
  readonly nic: InterfaceObject
  readonly object: AddressObject
}

/**
 * The interface and the address that a host name or an address leads to.
 * @throws HwctlError `node-info` where the BMC has no such address, as behind a router that translates addresses
 */
export async function presentAt(interfaces: readonly InterfaceObject[], host: string): Promise<Present> {
  const ours = await addressesOf(host)
  for (const nic of interfaces)
    for (const object of nic.addresses)
      if (ours.includes(canonical(object.address))) return { interfaces, nic, object }
  throw new HwctlError({ kind: 'node-info', attribute: 'bmc', problem: `Can not get facing NIC for ${host}` })
}

/** The interface that we talk to; the only one that has an address, where that is translated on the way. */
export async function ourInterface(bmc: RedfishClient): Promise<InterfaceObject> {
  const interfaces = await listInterfaces(bmc)
  const [only, ...more] = interfaces.filter(({ addresses }) => addresses.length > 0)
  if (only && more.length === 0) return only
  return (await presentAt(interfaces, bmc.session.rest.endpoint.host)).nic
}

/** Whether an address is what was asked for. */
export function isWanted(one: AddressObject, { address, prefixLength }: AddressWish): boolean {
  return canonical(one.address) === canonical(address) && one.prefixLength === prefixLength
}

/** The VLAN that an interface is on, or none. */
export function vlanOf({ vlan }: InterfaceObject): number | undefined {
  return vlan?.isOn ? vlan.id : undefined
}

/** The zero-config address, which a BMC gives itself. */
export function zeroConfigOf({ nic }: Present): string | undefined {
  return nic.addresses.find(({ origin }) => origin === 'IPv4LinkLocal')?.address
}

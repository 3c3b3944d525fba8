import { HwctlError } from '../../core/errors.ts'
import { addressesOf, canonical } from '../../rest/host-addresses.ts'
import type { AddressWish } from '../managers/bmcconfig.ts'
import type { AddressObject, InterfaceObject, NetworkObjects } from './client/network.ts'

/** Where the address that we talk to is. */
export interface Present {
  readonly network: NetworkObjects
  readonly nic: InterfaceObject
  readonly object: AddressObject
}

/**
 * The interface and the address object that a host name or an address leads to.
 * @throws HwctlError `node-info` where the BMC has no such address, as behind a router that translates addresses
 */
export async function presentAt(network: NetworkObjects, host: string): Promise<Present> {
  const ours = await addressesOf(host)
  for (const nic of network.interfaces)
    for (const object of nic.addresses)
      if (ours.includes(canonical(object.address))) return { network, nic, object }
  throw new HwctlError({ kind: 'node-info', attribute: 'bmc', problem: `Can not get facing NIC for ${host}` })
}

/** Whether an address object is what was asked for. */
export function isWanted(one: AddressObject, { address, prefixLength }: AddressWish): boolean {
  return canonical(one.address) === canonical(address) && one.prefixLength === prefixLength
}

/** Where the BMC keeps the gateway apart from addresses, and which it is: per interface since 2021, before in `config`. */
export function gatewayKept({ interfaces, defaultGateway }: NetworkObjects, nic: string) {
  const own = interfaces.find(({ name }) => name === nic)?.defaultGateway
  if (own !== undefined) return { owner: nic, gateway: own }
  return defaultGateway === undefined ? undefined : { owner: 'config', gateway: defaultGateway }
}

/** The interface that gets the address: the VLAN asked for, or the one that carries the present address. */
export function nicFor({ nic }: Present, { vlan }: AddressWish): string {
  return vlan === undefined || vlan === nic.vlan ? nic.name : `${baseOf(nic)}_${vlan}`
}

/** The interface that a VLAN is on: `eth0` of `eth0_10`. */
export function baseOf({ name, vlan }: InterfaceObject): string {
  return vlan === undefined ? name : name.replace(/[._]\d+$/, '')
}

/** The zero-config address, which a BMC gives itself. */
export function zeroConfigOf({ nic }: Present): string | undefined {
  return nic.addresses.find(({ family, origin }) => family === 4 && origin === 'LinkLocal')?.address
}

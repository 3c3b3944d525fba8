import type { InterfaceObject, StaticAddress } from './client/ethernet-interface.ts'
import type { JsonObject } from './client/property.ts'

/** An address that an interface is to have. */
export interface AddressValues {
  readonly address: string
  readonly prefixLength: number
  readonly gateway?: string
  readonly vlan?: number
}

/**
 * IPv4StaticAddresses as it is to be, entry by entry as it is now: `{}` leaves one alone, null takes it away (DSP0266 7.6.3).
 * @param also one more at the end
 */
export function statics(
  { statics: now = [] }: InterfaceObject,
  each: (address: StaticAddress) => JsonObject | null,
  also?: AddressValues,
): JsonObject {
  const kept = also ? now.filter(({ address }) => address !== '') : now
  return { IPv4StaticAddresses: [...kept.map(each), ...(also ? [entryOf(also)] : [])] }
}

/**
 * An address in the place of another, in the form that the service has; one that comes from DHCP no longer does, and a VLAN that is a
 * property of the interface goes with it.
 */
export function inPlace(nic: InterfaceObject, old: string, wanted: AddressValues): JsonObject {
  const { vlan } = wanted
  return {
    ...(nic.statics
      ? {
          ...(nic.isDhcpOn && { DHCPv4: { DHCPEnabled: false } }),
          IPv4StaticAddresses: placed(nic, old, entryOf(wanted)),
        }
      : { IPv4Addresses: [{ ...entryOf(wanted), AddressOrigin: 'Static' }] }),
    ...(vlan !== undefined && nic.vlan && { VLAN: { VLANEnable: true, VLANId: vlan } }),
  }
}

/** Other static addresses that are in force stay; an entry that is not (quirk slot-beside-dhcp) is there to be filled. */
function placed({ statics: now = [], addresses }: InterfaceObject, old: string, entry: JsonObject) {
  const stays = now.map(
    ({ address }) =>
      address !== old && addresses.some((one) => one.address === address && one.origin === 'Static'),
  )
  const at = stays.indexOf(false)
  const entries = stays.map((isKept, index) => (isKept ? {} : index === at ? entry : null))
  return at < 0 ? [...entries, entry] : entries
}

/** DHCP from now on. */
export function fromDhcp(nic: InterfaceObject): JsonObject {
  return nic.isDhcpOn === undefined
    ? { IPv4Addresses: [{ AddressOrigin: 'DHCP' }] }
    : { DHCPv4: { DHCPEnabled: true } }
}

function entryOf({ address, prefixLength, gateway }: AddressValues): JsonObject {
  return {
    Address: address,
    SubnetMask: maskOf(prefixLength),
    ...(gateway !== undefined && { Gateway: gateway }),
  }
}

/** `255.255.0.0` for 16. */
function maskOf(prefixLength: number): string {
  return [0, 8, 16, 24].map((at) => 256 - 2 ** (8 - Math.min(Math.max(prefixLength - at, 0), 8))).join('.')
}

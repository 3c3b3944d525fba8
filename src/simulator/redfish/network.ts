import type { SimulatedBmc } from '../bmc.ts'
import { NIC, type SimulatedAddress, vlanNic } from '../bmc-config.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { changeAddresses, maskOf } from './network-change.ts'
import { problem } from './problem.ts'
import { collection, link, type ResourceTree, type Visit } from './resource.ts'

/** Where the interfaces of the manager are. */
export const interfacesPath = ({ manager }: FamilyTraits) =>
  `/redfish/v1/Managers/${manager}/EthernetInterfaces`

/** The interfaces of the BMC, one at first, and a VLAN on it where one is made. */
export function network(traits: FamilyTraits): ResourceTree {
  const path = interfacesPath(traits)
  const { nic, addresses } = traits.config
  return {
    [path]: {
      show: ({ bmc }) =>
        collection(path, 'EthernetInterface', 'Ethernet Network Interface Collection', [
          `${path}/${nic}`,
          ...(addresses === 'several' ? bmc.config.vlans.map((id) => `${path}/${nic}_${id}`) : []),
        ]),
      ...(addresses === 'several' && { create: createVlan }),
    },
    [`${path}/*`]: {
      show: (visit) => (nicOf(visit) === undefined ? undefined : showInterface(visit)),
      change: (visit) => changeAddresses(visit, nicOf(visit) ?? NIC),
      remove: removeVlan,
    },
  }
}

/** The interface of the state that a member is: `eth0`, `eth0_10`; undefined where there is no such. */
function nicOf({ bmc, traits, id }: Visit): string | undefined {
  if (id === traits.config.nic) return NIC
  const vlan = vlanIn(id)
  return traits.config.addresses === 'several' && bmc.config.vlans.some((one) => one === vlan)
    ? vlanNic(vlan ?? 0)
    : undefined
}

function vlanIn(id: string): number | undefined {
  const text = /_(\d+)$/.exec(id)?.[1]
  return text === undefined ? undefined : Number(text)
}

function showInterface(visit: Visit): JsonObject {
  const { bmc, traits, id } = visit
  const { config } = bmc
  const { addresses } = traits.config
  const nic = nicOf(visit)
  const own = config.addresses.filter((one) => one.nic === nic)
  const statics = own.filter(({ origin }) => origin === 'Static')
  const shown = (one: SimulatedAddress) => showAddress(bmc, one)
  return {
    ...link(`${interfacesPath(traits)}/${id}`),
    '@odata.type': `#EthernetInterface.v1_${addresses === 'one-of-2016' ? '0_0' : '9_0'}.EthernetInterface`,
    Description: 'Management Network Interface',
    ...(addresses === 'several' && {
      EthernetInterfaceType: vlanIn(id) === undefined ? 'Physical' : 'Virtual',
    }),
    ...(addresses !== 'one-of-2016' && { DHCPv4: { DHCPEnabled: config.isDhcpOn, UseNTPServers: true } }),
    FQDN: config.hostname,
    HostName: config.hostname,
    IPv4Addresses: own.map(shown),
    ...(addresses !== 'one-of-2016' && { IPv4StaticAddresses: staticsOf(traits, statics.map(shown)) }),
    IPv6Addresses: [],
    Id: id,
    InterfaceEnabled: true,
    ...vlanProperties(visit),
    MACAddress: macOf(bmc),
    MTUSize: 1500,
    Name: 'Manager Ethernet Interface',
    NameServers: config.nameServers,
    SpeedMbps: 1000,
    ...(addresses === 'several' && { StaticNameServers: config.nameServers }),
    Status: { Health: 'OK', State: 'Enabled' },
  }
}

/** iDRAC shows what was set last beside DHCP too. */
function staticsOf({ config }: FamilyTraits, statics: readonly JsonObject[]): readonly JsonObject[] {
  if (config.addresses !== 'one' || statics.length > 0) return statics
  return [
    { Address: '192.168.0.120', AddressOrigin: 'DHCP', Gateway: '192.168.0.1', SubnetMask: '255.255.255.0' },
  ]
}

function showAddress(
  { config }: SimulatedBmc,
  { address, prefixLength, gateway, origin }: SimulatedAddress,
): JsonObject {
  return {
    Address: address,
    AddressOrigin: origin === 'LinkLocal' ? 'IPv4LinkLocal' : origin,
    Gateway: gateway || config.defaultGateway,
    SubnetMask: maskOf(prefixLength),
  }
}

function vlanProperties({ bmc, traits, id }: Visit): JsonObject {
  if (traits.config.addresses !== 'several') {
    const [vlan] = bmc.config.vlans
    return { VLAN: { VLANEnable: vlan !== undefined, VLANId: vlan ?? 1 } }
  }
  const vlan = vlanIn(id)
  if (vlan === undefined) return {}
  const base = `${interfacesPath(traits)}/${traits.config.nic}`
  return { Links: { RelatedInterfaces: [link(base)] }, VLAN: { VLANEnable: true, VLANId: vlan } }
}

function createVlan({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  const id = asObject(sent?.VLAN)?.VLANId
  const related = asObject(sent?.Links)?.RelatedInterfaces
  const base = `${interfacesPath(traits)}/${traits.config.nic}`
  if (!Array.isArray(related) || asObject(related[0])?.['@odata.id'] !== base)
    return traits.error(400, problem('PropertyMissing', 'Links/RelatedInterfaces'))
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 1 || id > 4094)
    return traits.error(400, problem('PropertyValueNotInList', String(id), 'VLANId'))
  bmc.config.addVlan(id)
  return { status: 201, headers: { location: `${base}_${id}` }, body: {} }
}

function removeVlan(visit: Visit): BmcReply {
  const vlan = vlanIn(visit.id)
  if (nicOf(visit) === undefined || vlan === undefined)
    return visit.traits.error(400, problem('ResourceCannotBeDeleted'))
  visit.bmc.config.removeVlan(vlan)
  return visit.traits.changeDone
}

/** Of the vendor of OpenPOWER machines, with the BMC's number, as on D-Bus. */
function macOf({ index }: SimulatedBmc): string {
  const parts = [index >> 16, index >> 8, index].map((part) => (part & 255).toString(16).padStart(2, '0'))
  return ['70:e2:84', ...parts].join(':')
}

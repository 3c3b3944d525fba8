import { z } from 'zod'
import { anyObject, get, lastPart, malformed, type OpenBmcClient, post, put, remove } from './request.ts'

/** Which property says whether DHCP is on: a boolean up to 2019, then an enumeration, since 2022 one property for each family. */
export type DhcpForm = 'DHCP4' | 'enumeration' | 'boolean'

/** One address object, with its path below the interface: `ipv4/1a2b3c4d`. */
export interface AddressObject {
  readonly id: string
  readonly address: string
  readonly family: 4 | 6
  readonly prefixLength: number
  readonly gateway: string
  /** `Static`, `DHCP`, `LinkLocal`, `SLAAC` */
  readonly origin: string
}

/** One interface object. `name` is the part of its path: `eth0`, and for VLAN 10 on it `eth0_10`. */
export interface InterfaceObject {
  readonly name: string
  readonly mac?: string
  readonly vlan?: number
  readonly dhcp: { readonly form: DhcpForm; readonly word: string; readonly isOn: boolean }
  /** Of this interface, on images since 2021. */
  readonly defaultGateway?: string
  readonly ntpServers: readonly string[]
  /** What was set and did not come from DHCP, on images since 2021. */
  readonly staticNtpServers?: readonly string[]
  readonly nameServers: readonly string[]
  /** What was set and did not come from DHCP, on images since 2021. */
  readonly staticNameServers?: readonly string[]
  readonly addresses: readonly AddressObject[]
}

/** Everything below /network. */
export interface NetworkObjects {
  readonly interfaces: readonly InterfaceObject[]
  readonly defaultGateway?: string
  readonly hostname?: string
}

const PREFIX = '/xyz/openbmc_project/network/'
const text = z.string().nullish().catch(undefined)
const texts = z.array(z.string()).nullish().catch(undefined)
const loose = z.union([z.boolean(), z.number(), z.string()]).nullish().catch(undefined)

const interfaceObject = z.object({
  InterfaceName: text,
  MACAddress: text,
  Id: z.coerce.number().int().nullish().catch(undefined),
  DHCPEnabled: loose,
  DHCP4: loose,
  DefaultGateway: text,
  NTPServers: texts,
  StaticNTPServers: texts,
  Nameservers: texts,
  StaticNameServers: texts,
})

const addressObject = z.object({
  Address: z.string(),
  PrefixLength: z.coerce.number().int().min(0).max(128),
  Gateway: text,
  Origin: text,
})

const config = z.object({ DefaultGateway: text, HostName: text })

/** GET /network/enumerate */
export async function getNetwork(bmc: OpenBmcClient): Promise<NetworkObjects> {
  const tree = anyObject.safeParse(await get(bmc, 'get_network', '/network/enumerate'))
  if (!tree.success)
    throw malformed(bmc.session.rest, `${PREFIX}enumerate`, 'no network information: not a map of objects')
  const objects = Object.entries(tree.data).map(
    ([path, object]) => [path.slice(PREFIX.length), object] as const,
  )
  const { DefaultGateway, HostName } = config.safeParse(tree.data[`${PREFIX}config`]).data ?? {}
  return {
    interfaces: objects.flatMap(([path, object]) => interfaceOf(path, object, objects)),
    ...(DefaultGateway != null && { defaultGateway: DefaultGateway }),
    ...(HostName != null && { hostname: HostName }),
  }
}

type Objects = readonly (readonly [string, unknown])[]

/** An object directly below /network with the name or the MAC address of an interface is one. */
function interfaceOf(name: string, object: unknown, objects: Objects): readonly InterfaceObject[] {
  const nic = interfaceObject.safeParse(object).data
  if (name.includes('/') || !nic || (nic.InterfaceName == null && nic.MACAddress == null)) return []
  const vlan = nic.Id ?? vlanIn(nic.InterfaceName ?? '') ?? vlanIn(name)
  return [
    {
      name,
      ...(nic.MACAddress && { mac: nic.MACAddress }),
      ...(vlan !== undefined && { vlan }),
      dhcp: dhcpOf(nic),
      ...(nic.DefaultGateway != null && { defaultGateway: nic.DefaultGateway }),
      ntpServers: nic.NTPServers ?? [],
      ...(nic.StaticNTPServers && { staticNtpServers: nic.StaticNTPServers }),
      nameServers: nic.Nameservers ?? [],
      ...(nic.StaticNameServers && { staticNameServers: nic.StaticNameServers }),
      addresses: objects.flatMap(([path, address]) => addressOf(name, path, address)),
    },
  ]
}

/** `eth0.10`, in paths `eth0_10`. */
function vlanIn(name: string): number | undefined {
  const id = /[._](\d{1,4})$/.exec(name)?.[1]
  return id === undefined ? undefined : Number(id)
}

function dhcpOf({ DHCP4, DHCPEnabled }: z.infer<typeof interfaceObject>): InterfaceObject['dhcp'] {
  if (DHCP4 != null) return { form: 'DHCP4', word: String(DHCP4), isOn: isTrue(DHCP4) }
  const word = lastPart(DHCPEnabled) ?? String(DHCPEnabled ?? false)
  const isEnumeration = typeof DHCPEnabled === 'string' && DHCPEnabled.includes('.')
  if (!isEnumeration) return { form: 'boolean', word, isOn: isTrue(DHCPEnabled) }
  return { form: 'enumeration', word, isOn: ['v4', 'both', 'v4v6stateless'].includes(word) }
}

function isTrue(value: unknown): boolean {
  return ['1', 'true'].includes(String(value).toLowerCase())
}

function addressOf(nic: string, path: string, object: unknown): readonly AddressObject[] {
  const [owner, family, id, ...more] = path.split('/')
  if (owner !== nic || (family !== 'ipv4' && family !== 'ipv6') || !id || more.length > 0) return []
  const parsed = addressObject.safeParse(object).data
  if (!parsed) return []
  const { Address: address, PrefixLength: prefixLength, Gateway, Origin } = parsed
  const origin = lastPart(Origin) ?? ''
  const ip = family === 'ipv4' ? 4 : 6
  return [{ id: `${family}/${id}`, address, family: ip, prefixLength, gateway: Gateway ?? '', origin }]
}

/** POST /network/NIC/action/IP. Images since 2020 take no notice of the gateway, and switch DHCP of that family off. */
export async function addAddress(
  bmc: OpenBmcClient,
  nic: string,
  { address, prefixLength, gateway }: Pick<AddressObject, 'address' | 'prefixLength' | 'gateway'>,
): Promise<void> {
  const family = 'xyz.openbmc_project.Network.IP.Protocol.IPv4'
  await post(bmc, 'add_address', `/network/${nic}/action/IP`, [family, address, prefixLength, gateway])
}

/** DELETE /network/NIC/ipv4/ID */
export function removeAddress(bmc: OpenBmcClient, nic: string, { id }: AddressObject): Promise<void> {
  return remove(bmc, 'remove_address', `/network/${nic}/${id}`)
}

/** POST /network/action/VLAN: makes the interface NIC_ID. */
export async function addVlan(bmc: OpenBmcClient, nic: string, vlan: number): Promise<void> {
  await post(bmc, 'add_vlan', '/network/action/VLAN', [nic, vlan])
}

/** DELETE /network/NIC_ID */
export function removeVlan(bmc: OpenBmcClient, nic: string): Promise<void> {
  return remove(bmc, 'remove_vlan', `/network/${nic}`)
}

/** PUT /network/NIC/attr/DHCP4, or DHCPEnabled in the form that the image has; IPv6 keeps what it has. */
export function putDhcpOff(bmc: OpenBmcClient, { name, dhcp }: InterfaceObject): Promise<void> {
  const enumeration = `xyz.openbmc_project.Network.EthernetInterface.DHCPConf.${dhcp.word === 'both' ? 'v6' : 'none'}`
  const value = dhcp.form === 'enumeration' ? enumeration : false
  const property = dhcp.form === 'DHCP4' ? 'DHCP4' : 'DHCPEnabled'
  return put(bmc, 'set_dhcp', `/network/${name}/attr/${property}`, value)
}

/** PUT …/attr/DefaultGateway of an interface, or of `config` on images before 2021. */
export function putDefaultGateway(bmc: OpenBmcClient, owner: string, gateway: string): Promise<void> {
  return put(bmc, 'set_gateway', `/network/${owner}/attr/DefaultGateway`, gateway)
}

/** PUT /network/NIC/attr/NTPServers, or StaticNTPServers on images since 2021. */
export function putNtpServers(
  bmc: OpenBmcClient,
  { name, staticNtpServers }: InterfaceObject,
  servers: readonly string[],
): Promise<void> {
  const property = staticNtpServers ? 'StaticNTPServers' : 'NTPServers'
  return put(bmc, 'set_ntp_servers', `/network/${name}/attr/${property}`, servers)
}

/** PUT /network/NIC/attr/Nameservers, or StaticNameServers on images since 2021. */
export function putNameServers(
  bmc: OpenBmcClient,
  { name, staticNameServers }: InterfaceObject,
  servers: readonly string[],
): Promise<void> {
  const property = staticNameServers ? 'StaticNameServers' : 'Nameservers'
  return put(bmc, 'set_name_servers', `/network/${name}/attr/${property}`, servers)
}

/** PUT /network/config/attr/HostName */
export function putHostname(bmc: OpenBmcClient, hostname: string): Promise<void> {
  return put(bmc, 'set_hostname', '/network/config/attr/HostName', hostname)
}

/** POST /network/action/Reset: as delivered, which is DHCP everywhere; counts from the BMC's next start. */
export async function resetNetwork(bmc: OpenBmcClient): Promise<void> {
  await post(bmc, 'reset_network', '/network/action/Reset', [])
}

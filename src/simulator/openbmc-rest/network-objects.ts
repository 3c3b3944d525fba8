import { isIPv4 } from 'node:net'
import type { SimulatedBmc } from '../bmc.ts'
import { FIRST_ID, NIC, type SimulatedAddress, vlanNic } from '../bmc-config.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import {
  type DbusObject,
  enumeration,
  flag,
  type LivingObjects,
  Refusal,
  type Writer,
} from './dbus-object.ts'
import { failure } from './envelope.ts'

/** Where the network is. */
export const NETWORK = '/xyz/openbmc_project/network'
const WORDS = 'xyz.openbmc_project.Network'
const DHCP_FORMS = ['none', 'v4', 'v6', 'both'] as const

/** Below /network, as every BMC has it at first: one interface with one address, older for phosphor than for bmcweb. */
export function networkObjects(flavour: Flavour): Readonly<Record<string, DbusObject>> {
  return {
    [NETWORK]: {
      properties: () => ({}),
      methods: { VLAN: addVlan, Reset: ({ config }) => config.resetNetwork() },
    },
    [`${NETWORK}/config`]: CONFIG,
    [`${NETWORK}/${NIC}`]: interfaceObject(flavour, NIC),
    [`${NETWORK}/${NIC}/ipv4/${FIRST_ID}`]: addressObject(flavour, FIRST_ID),
  }
}

/** What has become of that: nothing while nobody has changed it. */
export const livingNetworkObjects: LivingObjects = ({ changedConfig }, flavour) => {
  if (!changedConfig) return {}
  const { addresses, vlans } = changedConfig
  return {
    [`${NETWORK}/${NIC}/ipv4/${FIRST_ID}`]: undefined,
    ...Object.fromEntries(
      vlans.map((id) => [`${NETWORK}/${vlanNic(id)}`, interfaceObject(flavour, vlanNic(id), id)] as const),
    ),
    ...Object.fromEntries(
      addresses.map(({ nic, id }) => [`${NETWORK}/${nic}/ipv4/${id}`, addressObject(flavour, id)] as const),
    ),
  }
}

const CONFIG: DbusObject = {
  properties: ({ config }) => ({
    DefaultGateway: config.defaultGateway,
    DefaultGateway6: '',
    HostName: config.hostname,
  }),
  writers: {
    DefaultGateway: text(isIPv4, ({ config }, value) => {
      config.defaultGateway = value
    }),
    HostName: text(
      (value) => value !== '',
      ({ config }, value) => {
        config.hostname = value
      },
    ),
  },
}

function interfaceObject(flavour: Flavour, nic: string, vlan?: number): DbusObject {
  return {
    properties: (bmc) => ({
      AutoNeg: true,
      ...dhcpProperties(bmc, flavour),
      DomainName: [],
      InterfaceName: nic.replace('_', '.'),
      LinkLocalAutoConf: `${WORDS}.EthernetInterface.LinkLocalConf.none`,
      MACAddress: macOf(bmc),
      ...nameServers(bmc, flavour),
      Speed: 1000,
      ...(vlan !== undefined && { Id: vlan }),
    }),
    writers: flavour === 'bmcweb' ? NEW_WRITERS : OLD_WRITERS,
    methods: { IP: (bmc, args) => addAddress(bmc, nic, args) },
    ...(vlan !== undefined && { remove: ({ config }) => config.removeVlan(vlan) }),
  }
}

/** What is in force, and since 2021 what was set beside it. */
function nameServers({ config }: SimulatedBmc, flavour: Flavour): JsonObject {
  if (flavour === 'phosphor') return { Nameservers: config.nameServers }
  return { Nameservers: config.nameServers, StaticNameServers: config.nameServers }
}

/** The image behind phosphor-rest-server is of 2018, the one behind bmcweb of 2023. */
function dhcpProperties({ config }: SimulatedBmc, flavour: Flavour): JsonObject {
  if (flavour === 'phosphor') return { DHCPEnabled: config.isDhcpOn, NTPServers: config.ntpServers }
  return {
    DHCP4: config.isDhcpOn,
    DHCP6: false,
    DHCPEnabled: `${WORDS}.EthernetInterface.DHCPConf.${config.isDhcpOn ? 'v4' : 'none'}`,
    DefaultGateway: config.defaultGateway,
    NTPServers: [],
    StaticNTPServers: config.ntpServers,
  }
}

const NTP_SERVERS: Writer = {
  accepts: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  write: ({ config }, value) => {
    config.ntpServers = value as string[]
  },
}

const NAME_SERVERS: Writer = {
  accepts: NTP_SERVERS.accepts,
  write: ({ config }, value) => {
    config.nameServers = value as string[]
  },
}

const OLD_WRITERS: Readonly<Record<string, Writer>> = {
  DHCPEnabled: flag(({ config }, value) => config.setDhcp(value)),
  NTPServers: NTP_SERVERS,
  Nameservers: NAME_SERVERS,
}

const NEW_WRITERS: Readonly<Record<string, Writer>> = {
  DHCP4: flag(({ config }, value) => config.setDhcp(value)),
  DHCPEnabled: enumeration(`${WORDS}.EthernetInterface.DHCPConf`, DHCP_FORMS, ({ config }, word) =>
    config.setDhcp(word === 'v4' || word === 'both'),
  ),
  DefaultGateway: text(isIPv4, ({ config }, value) => {
    config.defaultGateway = value
  }),
  StaticNTPServers: NTP_SERVERS,
  StaticNameServers: NAME_SERVERS,
}

/** The gateway of a single address is no more on newer images. */
function addressObject(flavour: Flavour, id: string): DbusObject {
  const shown = ({ config }: SimulatedBmc): SimulatedAddress | undefined =>
    config.addresses.find((one) => one.id === id)
  return {
    properties: (bmc) => {
      const { address, prefixLength, gateway, origin } = shown(bmc) ?? {}
      return {
        Address: address,
        Gateway: flavour === 'bmcweb' ? '' : gateway,
        Origin: `${WORDS}.IP.AddressOrigin.${origin}`,
        PrefixLength: prefixLength,
        Type: `${WORDS}.IP.Protocol.IPv4`,
      }
    },
    remove: ({ config }) => config.remove(id),
  }
}

function addAddress({ config }: SimulatedBmc, nic: string, args: readonly unknown[]): Refusal | null {
  const [family, address, prefixLength, gateway] = args
  if (family !== `${WORDS}.IP.Protocol.IPv4` || !isIPv4(String(address)) || !isPrefix(prefixLength))
    return new Refusal(failure(400, 'xyz.openbmc_project.Common.Error.InvalidArgument'))
  config.addStatic(nic, String(address), prefixLength, String(gateway))
  return null
}

function isPrefix(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 32
}

function addVlan({ config }: SimulatedBmc, args: readonly unknown[]): Refusal | null {
  const [nic, id] = args
  if (nic !== NIC || !Number.isInteger(id) || Number(id) < 1 || Number(id) > 4094)
    return new Refusal(failure(400, 'xyz.openbmc_project.Common.Error.InvalidArgument'))
  config.addVlan(Number(id))
  return null
}

function text(isGood: (value: string) => boolean, write: (bmc: SimulatedBmc, value: string) => void): Writer {
  return {
    accepts: (value) => typeof value === 'string' && isGood(value),
    write: (bmc, value) => write(bmc, String(value)),
  }
}

/** Of OpenPOWER machines' vendor, with the BMC's number. */
function macOf({ index }: SimulatedBmc): string {
  const parts = [index >> 16, index >> 8, index].map((part) => (part & 255).toString(16).padStart(2, '0'))
  return ['70:e2:84', ...parts].join(':')
}

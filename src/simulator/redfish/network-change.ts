import { isIPv4 } from 'node:net'
import type { BmcConfig, StaticAddress } from '../bmc-config.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import { type Problem, problem } from './problem.ts'
import type { Visit } from './resource.ts'

const PROPERTIES = ['HostName', 'DHCPv4', 'IPv4StaticAddresses', 'IPv4Addresses', 'VLAN', 'StaticNameServers']

/** What will not do. */
class Wrong {
  readonly property: string
  readonly problem: Problem
  constructor(property: string, found: Problem) {
    this.property = property
    this.problem = found
  }
}

/**
 * PATCH of an interface: checked as a whole before anything changes. Stock OpenBMC is done with it at once; a BMC that keeps one
 * address answers first, and is somewhere else then.
 */
export function changeAddresses({ bmc, request, traits }: Visit, nic: string): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const { addresses: form } = traits.config
  const stranger = Object.keys(sent).find(
    (name) =>
      !PROPERTIES.includes(name) ||
      name === (form === 'one-of-2016' ? 'IPv4StaticAddresses' : 'IPv4Addresses') ||
      (name === 'VLAN' && form === 'several') ||
      (name === 'StaticNameServers' && form !== 'several'),
  )
  if (stranger !== undefined) return traits.propertyError(stranger, problem('PropertyUnknown', stranger))
  const { config } = bmc
  const statics = config.addresses.filter((one) => one.nic === nic && one.origin === 'Static')
  const wanted = wantedAddresses(sent, statics, { form, gateway: config.defaultGateway })
  if (wanted instanceof Wrong) return traits.propertyError(wanted.property, wanted.problem)
  if (typeof sent.HostName === 'string') config.hostname = sent.HostName
  if (Array.isArray(sent.StaticNameServers)) config.nameServers = sent.StaticNameServers.map(String)
  const apply = () => applyTo(config, nic, { sent, wanted, isOne: form !== 'several' })
  if (form === 'several' || (!wanted && sent.DHCPv4 === undefined && !sent.IPv4Addresses)) {
    apply()
    return traits.changeDone
  }
  return { ...traits.changeDone, afterwards: apply }
}

function applyTo(
  config: BmcConfig,
  nic: string,
  change: {
    readonly sent: JsonObject
    readonly wanted: readonly StaticAddress[] | undefined
    readonly isOne: boolean
  },
): void {
  const { sent, wanted, isOne } = change
  const vlan = asObject(sent.VLAN)
  if (vlan) config.vlans = vlan.VLANEnable === true ? [Number(vlan.VLANId)] : []
  const dhcp = asObject(sent.DHCPv4)?.DHCPEnabled ?? (isDhcpOf2016(sent) || undefined)
  if (wanted) config.setStatics(nic, wanted)
  if (dhcp === true) config.setDhcp(true, isOne)
  if (dhcp === false && !wanted) config.setDhcp(false)
}

function isDhcpOf2016({ IPv4Addresses: list }: JsonObject): boolean {
  return Array.isArray(list) && asObject(list[0])?.AddressOrigin === 'DHCP'
}

/** The static addresses as they are to be; undefined where they stay as they are. */
function wantedAddresses(
  sent: JsonObject,
  now: readonly StaticAddress[],
  { form, gateway }: { readonly form: string; readonly gateway: string },
): readonly StaticAddress[] | Wrong | undefined {
  const property = form === 'one-of-2016' ? 'IPv4Addresses' : 'IPv4StaticAddresses'
  const list = sent[property]
  if (list === undefined || isDhcpOf2016(sent)) return undefined
  if (!Array.isArray(list) || list.length === 0)
    return new Wrong(property, problem('PropertyValueFormatError', String(list), property))
  if (form !== 'several' && list.length > 1) return new Wrong(property, problem('ArraySizeTooLong', property))
  const merged = list.map((entry: unknown, index) => mergedEntry(entry, now[index], gateway))
  const wrong = merged.find((one) => one instanceof Wrong)
  if (wrong) return wrong
  const kept = merged.filter((one) => one !== undefined && !(one instanceof Wrong)) as StaticAddress[]
  const gateways = new Set(kept.map((one) => one.gateway))
  if (form === 'several' && gateways.size > 1)
    return new Wrong(
      property,
      problem('PropertyValueConflict', `${property}/0/Gateway`, `${property}/1/Gateway`),
    )
  return kept
}

/** An entry as it is to be; undefined for one that goes. What is not named stays as it is, as bmcweb has it. */
function mergedEntry(
  entry: unknown,
  now: StaticAddress | undefined,
  gatewayNow: string,
): StaticAddress | Wrong | undefined {
  if (entry === null)
    return now ? undefined : new Wrong('IPv4StaticAddresses', problem('ResourceCannotBeDeleted'))
  const { Address, SubnetMask, Gateway } = asObject(entry) ?? {}
  const address = Address ?? now?.address
  const prefixLength = SubnetMask === undefined ? now?.prefixLength : prefixOf(SubnetMask)
  if (typeof address !== 'string' || !isIPv4(address))
    return new Wrong('IPv4StaticAddresses', problem('PropertyMissing', 'Address'))
  if (prefixLength === undefined)
    return new Wrong('IPv4StaticAddresses', problem('PropertyMissing', 'SubnetMask'))
  const gateway = Gateway === undefined ? now?.gateway || gatewayNow : String(Gateway)
  return { address, prefixLength, gateway }
}

function prefixOf(mask: unknown): number | undefined {
  if (typeof mask !== 'string' || !isIPv4(mask)) return undefined
  const length = Array.from({ length: 33 }, (_, index) => index).find((one) => maskOf(one) === mask)
  return length
}

/** `255.0.0.0` for 8. */
export function maskOf(prefixLength: number): string {
  return [0, 8, 16, 24].map((at) => 256 - 2 ** (8 - Math.min(Math.max(prefixLength - at, 0), 8))).join('.')
}

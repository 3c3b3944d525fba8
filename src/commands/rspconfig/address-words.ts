import { isIPv4 } from 'node:net'
import { type Shown, show, usageError } from '../../core/command.ts'
import {
  type AddressSet,
  type AddressWish,
  type BmcConfigNote,
  BmcConfiguration,
  type DhcpSet,
} from '../../hwctl/managers/bmcconfig.ts'
import { netmaskOf } from './config-lines.ts'

const KEYS = ['ip', 'netmask', 'gateway', 'vlan'] as const

/**
 * The call for `ip=`, with what goes with it; undefined where none of it is there.
 * @throws HwctlError `usage`
 */
export function networkWish(values: ReadonlyMap<string, string>, waitMs: number): Shown | undefined {
  if (!KEYS.some((key) => values.has(key))) return undefined
  if (values.get('ip') === 'dhcp') return dhcp(values)
  const empty = KEYS.find((key) => values.get(key) === '')
  if (empty) throw usageError(`Invalid parameter for option ${empty}`)
  const missing = ['ip', 'netmask', 'gateway'].filter((key) => !values.has(key))
  if (missing.length === 3) throw usageError('VLAN must be configured with IP, netmask and gateway')
  if (missing.length > 0) throw usageError('IP, netmask and gateway must be configured together.')
  if ([...values.keys()].some((key) => !KEYS.some((known) => known === key)))
    throw usageError("The option 'ip' can not work with other options")
  return show(BmcConfiguration.setAddress(addressWish(values, waitMs)), { result: addressLines, note })
}

function dhcp(values: ReadonlyMap<string, string>): Shown {
  if (values.size > 1) throw usageError('Setting ip=dhcp must be issued without other options.')
  return show(BmcConfiguration.useDhcp(), {
    result: dhcpLines,
    note,
  })
}

function dhcpLines({ node, lastSeen, isRestarting, address }: DhcpSet): readonly string[] {
  const head = 'BMC Setting IP to DHCP...'
  if (address === undefined)
    return [
      head,
      `${isRestarting ? 'The BMC restarts; if' : 'If'} DHCP gives it another address than ${lastSeen}: hwctl nodes set ${node} bmc=ADDRESS`,
    ]
  const isStored = address === lastSeen
  return [head, `BMC IP: ${address}`, ...(isStored ? [] : [storedLine(node, lastSeen, address)])]
}

function storedLine(node: string, bmc: string, address: string): string {
  return `The node's bmc is still ${bmc}: hwctl nodes set ${node} bmc=${address}`
}

function addressWish(values: ReadonlyMap<string, string>, waitMs: number): AddressWish {
  const address = ipv4(values, 'ip')
  const gateway = ipv4(values, 'gateway')
  const prefixLength = prefixOf(values.get('netmask') ?? '')
  if (networkOf(address, prefixLength) !== networkOf(gateway, prefixLength))
    throw usageError(`Invalid parameter for option gateway: ${gateway} is not in the network of ${address}`)
  const vlan = values.get('vlan')
  return { address, prefixLength, gateway, ...(vlan !== undefined && { vlan: vlanId(vlan) }), waitMs }
}

function ipv4(values: ReadonlyMap<string, string>, key: string): string {
  const value = values.get(key) ?? ''
  if (!isIPv4(value)) throw usageError(`Invalid parameter for option ${key}: ${value}`)
  return value
}

function prefixOf(netmask: string): number {
  for (let length = 1; length <= 32; length++) if (netmaskOf(length) === netmask) return length
  throw usageError(`Invalid parameter for option netmask: ${netmask}`)
}

function vlanId(text: string): number {
  const id = Number(text)
  if (!/^\d+$/.test(text) || id < 1 || id > 4094)
    throw usageError(`Invalid parameter for option vlan: ${text}`)
  return id
}

/** The bits of an IPv4 address that name its network. */
function networkOf(address: string, prefixLength: number): number {
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return Math.floor(bits / 2 ** (32 - prefixLength))
}

function note(said: BmcConfigNote): readonly string[] {
  switch (said.said) {
    case 'changing-address':
      return [
        `Setting BMC IP configuration...${said.zeroConfig ? ` [Zero Config IP: ${said.zeroConfig}]` : ''}`,
      ]
    case 'one-address':
      return ['This BMC keeps one address: the old one goes as the new one comes']
    case 'old-session-left':
      return ['The session at the old address could not be ended, and stays until the BMC drops it']
    default:
      return []
  }
}

function addressLines({ address, prefixLength, gateway, vlan, stored }: AddressSet): readonly string[] {
  return [
    `BMC IP: ${address}`,
    `BMC Netmask: ${netmaskOf(prefixLength)}`,
    `BMC Gateway: ${gateway}`,
    ...(vlan === undefined ? [] : [`BMC VLAN ID: ${vlan}`]),
    ...(stored ? [storedLine(stored.node, stored.bmc, address)] : []),
  ]
}

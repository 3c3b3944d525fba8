import type { BmcAddress, BmcConfig, BmcInterface, BmcNetwork } from '../../hwctl/managers/bmcconfig.ts'
import { isSettingWord, SETTING_WORDS, type SettingWord } from './attribute-words.ts'

/** xCAT's order: settings as they were asked for, then the network in this order. */
const NETWORK_ORDER = [
  'hostname',
  'ip',
  'netmask',
  'gateway',
  'ipsrc',
  'vlan',
  'ntpservers',
  'nameservers',
] as const

/** The lines of what was asked for, as far as it was read. */
export function configLines(config: BmcConfig, asked: readonly string[]): readonly string[] {
  const { network } = config
  return [
    ...asked.filter(isSettingWord).flatMap((word) => settingLine(config, word)),
    ...NETWORK_ORDER.filter((word) => asked.includes(word)).flatMap((word) =>
      network ? networkLines(network, word) : [],
    ),
  ]
}

/** What was asked for and is not there is named: a BMC may have no interface, or one without an address. */
export function missingLines(config: BmcConfig, asked: readonly string[]): readonly string[] {
  const missing = asked.filter((word) => configLines(config, [word]).length === 0)
  if (missing.length === 0) return []
  const which = missing.length < asked.length ? `: ${missing.join(', ')}` : '.'
  return [`No attributes returned from the BMC${which}`]
}

function settingLine({ settings }: BmcConfig, word: SettingWord): readonly string[] {
  const text = SETTING_WORDS[word]
  const reading = settings[text.name]
  if (!reading) return []
  const printed: Readonly<Record<string, string>> = 'printed' in text ? text.printed : {}
  return [`BMC ${text.label}: ${printed[reading.value] ?? reading.reported}`]
}

type NetworkWord = (typeof NETWORK_ORDER)[number]

function networkLines(network: BmcNetwork, word: NetworkWord): readonly string[] {
  if (word === 'hostname') return [`BMC Hostname: ${network.hostname ?? ''}`]
  const { interfaces } = network
  return interfaces.flatMap((nic) => {
    const place = interfaces.length > 1 ? ` for ${nic.name}` : ''
    if (word === 'vlan') return [`BMC VLAN ID${place}: ${nic.vlan ?? 'Disable'}`]
    if (word === 'ntpservers')
      return [`BMC NTP Servers${place}: ${nic.ntpServers ? nic.ntpServers.join(',') || 'None' : 'N/A'}`]
    if (word === 'nameservers')
      return [`BMC Name Servers${place}: ${nic.nameServers ? nic.nameServers.join(',') || 'None' : 'N/A'}`]
    return shownAddresses(nic).map((address) => `${LABELS[word]}${place}: ${TEXTS[word](address, network)}`)
  })
}

const LABELS = {
  ip: 'BMC IP',
  netmask: 'BMC Netmask',
  gateway: 'BMC Gateway',
  ipsrc: 'BMC IP Source',
} as const

const TEXTS = {
  ip: ({ address }) => address,
  netmask: ({ family, prefixLength }) => (family === 4 ? netmaskOf(prefixLength) : `/${prefixLength}`),
  gateway: ({ gateway }, { defaultGateway }) =>
    `${gateway ?? ''}${defaultGateway ? ` (default: ${defaultGateway})` : ''}`,
  ipsrc: ({ origin }) => ORIGINS[origin],
} as const satisfies Record<keyof typeof LABELS, (address: BmcAddress, network: BmcNetwork) => string>

const ORIGINS = {
  static: 'Static',
  dhcp: 'DHCP',
  'link-local': 'Zero Config',
  slaac: 'SLAAC',
  other: 'unknown',
} as const satisfies Record<BmcAddress['origin'], string>

/** What a machine has given itself is shown only where there is nothing else. */
function shownAddresses({ addresses }: BmcInterface): readonly BmcAddress[] {
  const given = addresses.filter(({ origin }) => origin !== 'link-local')
  return given.length > 0 ? given : addresses.filter(({ family }) => family === 4)
}

/** `255.255.0.0` for 16. */
export function netmaskOf(prefixLength: number): string {
  return [0, 8, 16, 24].map((at) => 256 - 2 ** (8 - Math.min(Math.max(prefixLength - at, 0), 8))).join('.')
}

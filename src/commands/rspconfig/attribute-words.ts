import { usageError, type WordSpec } from '../../core/command.ts'
import type { SettingName, SettingValue, SettingWish } from '../../hwctl/managers/bmcconfig.ts'

/** How a setting is typed and printed: its label, its values by xCAT's words, and how a value reads where not as the BMC words it. */
interface SettingText<Name extends SettingName> {
  readonly name: Name
  readonly label: string
  readonly values: Readonly<Record<string, SettingValue<Name>>>
  readonly printed?: Readonly<Record<SettingValue<Name>, string>>
}

type AnySetting = { [Name in SettingName]: SettingText<Name> }[SettingName]

/** The settings that are one value each, by xCAT's word. */
export const SETTING_WORDS = {
  bootmode: {
    name: 'bootMode',
    label: 'BootMode',
    values: { regular: 'regular', safe: 'safe', setup: 'setup' },
    printed: { regular: 'Regular', safe: 'Safe', setup: 'Setup' },
  },
  thermalmode: {
    name: 'thermalMode',
    label: 'ThermalMode',
    values: {
      default: 'default',
      custom: 'custom',
      heavy_io: 'heavy-io',
      max_base_fan_floor: 'max-base-fan-floor',
    },
  },
  autoreboot: {
    name: 'autoReboot',
    label: 'AutoReboot',
    values: { '0': 'off', '1': 'on' },
    printed: { off: '0', on: '1' },
  },
  powersupplyredundancy: {
    name: 'powerSupplyRedundancy',
    label: 'PowerSupplyRedundancy',
    values: { enabled: 'enabled', disabled: 'disabled' },
    printed: { enabled: 'Enabled', disabled: 'Disabled' },
  },
  powerrestorepolicy: {
    name: 'powerRestorePolicy',
    label: 'PowerRestorePolicy',
    values: { always_on: 'always-on', always_off: 'always-off', restore: 'restore' },
    printed: { 'always-on': 'AlwaysOn', 'always-off': 'AlwaysOff', restore: 'Restore' },
  },
  timesyncmethod: {
    name: 'timeSyncMethod',
    label: 'TimeSyncMethod',
    values: { ntp: 'ntp', manual: 'manual' },
    printed: { ntp: 'NTP', manual: 'Manual' },
  },
} as const satisfies Readonly<Record<string, AnySetting>>
export type SettingWord = keyof typeof SETTING_WORDS

/** Every attribute, as usage and completion show them. */
export const ATTRIBUTE_WORDS: readonly WordSpec[] = [
  { word: 'ip', summary: 'address; ip=ADDRESS goes with netmask= and gateway=, ip=dhcp stands alone' },
  { word: 'ipsrc', summary: 'whether the address is static or comes from DHCP' },
  { word: 'netmask', summary: 'netmask; set together with ip=' },
  { word: 'gateway', summary: 'gateway; set together with ip=' },
  { word: 'vlan', summary: 'VLAN ID; set together with ip=' },
  { word: 'ntpservers', summary: 'time servers; ntpservers=a,b sets them, ntpservers= takes them away' },
  {
    word: 'nameservers',
    summary: 'addresses of DNS servers; nameservers=a,b sets them, nameservers= takes them away',
  },
  { word: 'hostname', summary: "host name of the BMC; hostname=* sets it to the node's bmc" },
  { word: 'bootmode', summary: 'bootmode=regular,safe,setup' },
  { word: 'thermalmode', summary: 'thermalmode=default,custom,heavy_io,max_base_fan_floor' },
  { word: 'autoreboot', summary: 'whether a host that failed is restarted: autoreboot=0,1' },
  { word: 'powersupplyredundancy', summary: 'powersupplyredundancy=enabled,disabled' },
  {
    word: 'powerrestorepolicy',
    summary: 'what a host does when the power is back: powerrestorepolicy=always_on,always_off,restore',
  },
  { word: 'timesyncmethod', summary: 'where the BMC has its time from: timesyncmethod=ntp,manual' },
]

/** Whether a word is one of the settings that are one value each. */
export function isSettingWord(word: string): word is SettingWord {
  return Object.hasOwn(SETTING_WORDS, word)
}

/** @throws HwctlError `usage` for a value that the setting does not have */
export function settingOf(word: SettingWord, value: string): SettingWish {
  const { name } = SETTING_WORDS[word]
  const values: Readonly<Record<string, SettingValue>> = SETTING_WORDS[word].values
  const wanted = Object.hasOwn(values, value) ? values[value] : undefined
  if (value === '') throw usageError(`Invalid parameter for option ${word}`)
  if (!wanted)
    throw usageError(`Invalid value '${value}' for '${word}', Valid values: ${Object.keys(values).join(',')}`)
  return { name, value: wanted }
}

import { factsOf, HwctlError } from '../../core/errors.ts'
import { checkChanged } from '../flows/unchanged.ts'
import type { SettingName, SettingReading, SettingValue, SettingWish } from '../managers/bmcconfig.ts'
import { type BootChange, type BootObjects, getBoot, patchBoot } from './client/boot.ts'
import { getNetworkProtocol, type NetworkProtocol, patchNetworkProtocol } from './client/network-protocol.ts'
import { textAt } from './client/property.ts'
import { patch, type RedfishClient, type Resource } from './client/resource.ts'

/** Where a setting is, and how the service words its values, the best word first. */
interface SettingForm<At> {
  readonly at: string
  readonly property: string
  readonly words: Readonly<Partial<Record<SettingValue, readonly [string, ...string[]]>>>
  load(bmc: RedfishClient, operation: string): Promise<At>
  /** The service's word now; undefined where it has no such setting. */
  word(at: At): string | undefined
  /** The words that it takes, where it says. */
  offered?(at: At): readonly string[] | undefined
  /** @returns what the service said about it in a 200 */
  write(bmc: RedfishClient, at: At, word: string): Promise<string | undefined>
}

const OPERATION = { read: 'get_setting', write: 'set_setting' } as const
const AT_SYSTEM = 'the ComputerSystem'

const POWER_RESTORE_POLICY: SettingForm<BootObjects> = {
  at: AT_SYSTEM,
  property: 'PowerRestorePolicy',
  words: { 'always-on': ['AlwaysOn'], 'always-off': ['AlwaysOff'], restore: ['LastState'] },
  load: getBoot,
  word: ({ system }) => textAt(system.data, 'PowerRestorePolicy'),
  offered({ system }) {
    const words = system.data['PowerRestorePolicy@Redfish.AllowableValues']
    return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : undefined
  },
  write: (bmc, { system }, PowerRestorePolicy) => patch(bmc, OPERATION.write, system, { PowerRestorePolicy }),
}

const AUTO_REBOOT: SettingForm<BootObjects> = {
  at: AT_SYSTEM,
  property: 'Boot.AutomaticRetryConfig',
  words: { on: ['RetryAttempts', 'RetryAlways'], off: ['Disabled'] },
  load: getBoot,
  word: ({ boot }) => boot?.AutomaticRetryConfig ?? undefined,
  offered: ({ boot }) => boot?.['AutomaticRetryConfig@Redfish.AllowableValues'],
  write: (bmc, at, AutomaticRetryConfig) => patchBoot(bmc, OPERATION.write, at, { AutomaticRetryConfig }),
}

/** A boot mode is what bmcweb makes of it: `Diags` for the safe mode, `BiosSetup` for the setup, any other source for the regular one. */
const BOOT_MODE: SettingForm<BootObjects> = {
  at: AT_SYSTEM,
  property: 'Boot.BootSourceOverrideTarget',
  words: { regular: ['None'], safe: ['Diags'], setup: ['BiosSetup'] },
  load: getBoot,
  word({ boot }) {
    const target = boot?.BootSourceOverrideTarget
    if (target == null) return undefined
    const isMode = target === 'Diags' || target === 'BiosSetup'
    return isMode && boot?.BootSourceOverrideEnabled !== 'Disabled' ? target : 'None'
  },
  offered: ({ boot }) => boot?.['BootSourceOverrideTarget@Redfish.AllowableValues'],
  write(bmc, at, word) {
    const change: BootChange = {
      BootSourceOverrideEnabled: word === 'None' ? 'Disabled' : 'Continuous',
      BootSourceOverrideTarget: word,
    }
    return patchBoot(bmc, OPERATION.write, at, change)
  },
}

const TIME_SYNC_METHOD: SettingForm<Resource<NetworkProtocol>> = {
  at: 'the NetworkProtocol of the Manager',
  property: 'NTP.ProtocolEnabled',
  words: { ntp: ['true'], manual: ['false'] },
  load: getNetworkProtocol,
  word: ({ data: { NTP } }) => (NTP?.ProtocolEnabled == null ? undefined : String(NTP.ProtocolEnabled)),
  write: (bmc, at, word) => patchNetworkProtocol(bmc, at, { NTP: { ProtocolEnabled: word === 'true' } }),
}

/** Thermal modes and the redundancy of power supplies have no equal in Redfish. */
const SETTINGS: Readonly<Partial<Record<SettingName, ReturnType<typeof setting>>>> = {
  powerRestorePolicy: setting('powerRestorePolicy', POWER_RESTORE_POLICY),
  autoReboot: setting('autoReboot', AUTO_REBOOT),
  bootMode: setting('bootMode', BOOT_MODE),
  timeSyncMethod: setting('timeSyncMethod', TIME_SYNC_METHOD),
}

/** What can be asked of one setting, whatever resource it is in. */
function setting<At>(name: SettingName, form: SettingForm<At>) {
  return {
    readPlan: [`GET ${form.at}`],
    writePlan: (value: SettingValue) => [
      `GET ${form.at}`,
      `PATCH ${form.at} ${form.property}=${form.words[value]?.join(' or ') ?? value}`,
      `GET ${form.at}`,
    ],
    async read(bmc: RedfishClient): Promise<SettingReading> {
      const at = await form.load(bmc, OPERATION.read).catch((thrown: unknown) => lacking(thrown, name))
      const reported = form.word(at)
      if (reported === undefined) throw absent(name)
      return { value: valueFor(form, reported), reported }
    },
    async look(bmc: RedfishClient, value: SettingValue): Promise<{ readonly at: At; readonly word: string }> {
      const at = await form.load(bmc, OPERATION.write).catch((thrown: unknown) => lacking(thrown, name))
      if (form.word(at) === undefined) throw absent(name)
      return { at, word: chosen(form, { name, value }, form.offered?.(at)) }
    },
    async write(bmc: RedfishClient, value: SettingValue): Promise<void> {
      const { at, word } = await this.look(bmc, value)
      const said = await form.write(bmc, at, word)
      const found = form.word(await form.load(bmc, OPERATION.read))
      checkChanged(bmc, [{ property: form.property, asked: word, found }], said)
    },
  }
}

function valueFor<At>({ words }: SettingForm<At>, reported: string): SettingReading['value'] {
  const known = Object.entries(words).find(([, some]) => some.includes(reported))
  return known ? (known[0] as SettingValue) : 'other'
}

/** @throws HwctlError `unsupported` with what is on offer */
function chosen<At>(
  { words }: SettingForm<At>,
  { name, value }: SettingWish,
  offered: readonly string[] | undefined,
): string {
  const wanted: readonly string[] = words[value] ?? []
  const word = offered ? wanted.find((one) => offered.includes(one)) : wanted[0]
  if (word !== undefined) return word
  throw new HwctlError({
    kind: 'unsupported',
    what: `${name.toLowerCase()}=${value} over redfish`,
    ...(offered && { offered }),
  })
}

/** A BMC that lacks the resource lacks the setting. */
function lacking(thrown: unknown, name: SettingName): never {
  throw factsOf(thrown).kind === 'unsupported' ? absent(name) : thrown
}

/** xCAT's word, which differs from ours in its capitals alone. */
function absent(name: SettingName): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: name.toLowerCase() })
}

/** The requests that read a setting. */
export function readPlan(name: SettingName): readonly string[] {
  return SETTINGS[name]?.readPlan ?? [`nothing: no ${name.toLowerCase()} over redfish`]
}

/** The requests that set one. */
export function writePlan({ name, value }: SettingWish): readonly string[] {
  return SETTINGS[name]?.writePlan(value) ?? [`nothing: no ${name.toLowerCase()} over redfish`]
}

/** @throws HwctlError `unsupported` where the BMC has no such setting */
export async function readSetting(bmc: RedfishClient, name: SettingName): Promise<SettingReading> {
  const known = SETTINGS[name]
  if (!known) throw absent(name)
  return known.read(bmc)
}

/** Sets, and reads it back. @throws HwctlError `unsupported` where the BMC has no such setting or value, `bmc` where it was not changed */
export async function writeSetting(bmc: RedfishClient, { name, value }: SettingWish): Promise<void> {
  const known = SETTINGS[name]
  if (!known) throw absent(name)
  await known.write(bmc, value)
}

/** @throws HwctlError `unsupported` where the BMC has no such setting or value */
export async function lookForSetting(bmc: RedfishClient, { name, value }: SettingWish): Promise<void> {
  const known = SETTINGS[name]
  if (!known) throw absent(name)
  await known.look(bmc, value)
}

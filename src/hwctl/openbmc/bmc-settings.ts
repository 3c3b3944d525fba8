import { factsOf, HwctlError } from '../../core/errors.ts'
import type { SettingName, SettingReading, SettingValue, SettingWish } from '../managers/bmcconfig.ts'
import { lastPart, type OpenBmcClient, ROOT } from './client/request.ts'
import {
  findRedundancy,
  getRedundancy,
  getSetting,
  putSetting,
  REDUNDANCY_SETTING,
  type SettingPlace,
  setRedundancy,
} from './client/settings.ts'

/** Where a setting is, and how the BMC words its values: enumerations after `prefix`, booleans as such. */
interface SettingForm extends SettingPlace {
  readonly prefix?: string
  readonly words: Readonly<Partial<Record<SettingValue, string | boolean>>>
}

const FORMS = {
  bootMode: {
    object: '/control/host0/boot',
    property: 'BootMode',
    prefix: 'xyz.openbmc_project.Control.Boot.Mode.Modes',
    words: { regular: 'Regular', safe: 'Safe', setup: 'Setup' },
  },
  thermalMode: {
    object: '/control/thermal/0',
    property: 'Current',
    words: {
      default: 'DEFAULT',
      custom: 'CUSTOM',
      'heavy-io': 'HEAVY_IO',
      'max-base-fan-floor': 'MAX_BASE_FAN_FLOOR',
    },
  },
  autoReboot: {
    object: '/control/host0/auto_reboot',
    property: 'AutoReboot',
    words: { on: true, off: false },
  },
  powerSupplyRedundancy: { ...REDUNDANCY_SETTING, words: { enabled: true, disabled: false } },
  powerRestorePolicy: {
    object: '/control/host0/power_restore_policy',
    property: 'PowerRestorePolicy',
    prefix: 'xyz.openbmc_project.Control.Power.RestorePolicy.Policy',
    words: { 'always-on': 'AlwaysOn', 'always-off': 'AlwaysOff', restore: 'Restore' },
  },
  timeSyncMethod: {
    object: '/time/sync_method',
    property: 'TimeSyncMethod',
    prefix: 'xyz.openbmc_project.Time.Synchronization.Method',
    words: { ntp: 'NTP', manual: 'Manual' },
  },
} as const satisfies Readonly<Record<SettingName, SettingForm>>

/** The requests that read a setting. */
export function readPlan(name: SettingName): readonly string[] {
  const { object } = FORMS[name]
  if (name !== 'powerSupplyRedundancy') return [`GET ${ROOT}${object}`]
  return [`POST ${REDUNDANCY}/getValue`, `GET ${ROOT}${object}, where there is no such method`]
}

/** The requests that set one. */
export function writePlan({ name, value }: SettingWish): readonly string[] {
  const { object, property, words }: SettingForm = FORMS[name]
  const put = `PUT ${ROOT}${object}/attr/${property} ${words[value]}`
  return name === 'powerSupplyRedundancy'
    ? [`POST ${REDUNDANCY}/setValue`, `${put}, where there is no such method`]
    : [put]
}

const REDUNDANCY = `${ROOT}/sensors/chassis/PowerSupplyRedundancy/action`

/** @throws HwctlError `unsupported` where the image has no such setting */
export async function readSetting(bmc: OpenBmcClient, name: SettingName): Promise<SettingReading> {
  const form = FORMS[name]
  const read =
    name === 'powerSupplyRedundancy'
      ? getRedundancy(bmc).catch((thrown: unknown) => orElse(thrown, () => getSetting(bmc, form)))
      : getSetting(bmc, form)
  const reported = lastPart(await read.catch((thrown: unknown) => absent(thrown, name)))
  if (reported === undefined) throw new HwctlError({ kind: 'unsupported', what: wordOf(name), status: 404 })
  return { value: valueFor(name, reported), reported }
}

/** The same by GET alone, which the redundancy sensor of older images does not tell its value to: `unknown` then. */
export async function lookAtSetting(bmc: OpenBmcClient, name: SettingName): Promise<SettingReading> {
  if (name !== 'powerSupplyRedundancy') return readSetting(bmc, name)
  const reported = await findRedundancy(bmc)
    .then(() => 'unknown')
    .catch((thrown: unknown) => orElse(thrown, () => getSetting(bmc, FORMS[name])))
    .catch((thrown: unknown) => absent(thrown, name))
  if (reported === undefined) throw new HwctlError({ kind: 'unsupported', what: wordOf(name), status: 404 })
  return { value: valueFor(name, reported), reported }
}

/** @throws HwctlError `unsupported` where the image has no such setting */
export async function writeSetting(bmc: OpenBmcClient, { name, value }: SettingWish): Promise<void> {
  const form: SettingForm = FORMS[name]
  const word = form.words[value]
  if (word === undefined) throw new HwctlError({ kind: 'internal', message: `${name} has no value ${value}` })
  const put = () => putSetting(bmc, form, form.prefix ? `${form.prefix}.${word}` : word)
  const write =
    name === 'powerSupplyRedundancy'
      ? setRedundancy(bmc, value === 'enabled' ? 'Enabled' : 'Disabled').catch((thrown: unknown) =>
          orElse(thrown, put),
        )
      : put()
  await write.catch((thrown: unknown) => absent(thrown, name))
}

/** The name in xCAT's words, which differs from ours in its capitals alone. */
function wordOf(name: SettingName): string {
  return name.toLowerCase()
}

/** A boolean reads 0, 1, false, true; the redundancy sensor says Enabled or Disabled. */
function valueFor(name: SettingName, reported: string): SettingReading['value'] {
  const { words }: SettingForm = FORMS[name]
  const plain = reported.toLowerCase()
  const isOn = ['1', 'true', 'enabled'].includes(plain)
  const isOff = ['0', 'false', 'disabled'].includes(plain)
  for (const [value, word] of Object.entries(words)) {
    const fits = typeof word === 'boolean' ? (word ? isOn : isOff) : word.toLowerCase() === plain
    if (fits) return value as SettingValue
  }
  return 'other'
}

/** Where the other form is not there either, the first answer says what is wrong. */
function orElse<T>(thrown: unknown, other: () => Promise<T>): Promise<T> {
  if (!isAbsent(thrown, 404)) throw thrown
  return other().catch((again: unknown) => {
    throw isAbsent(again, 404) || isAbsent(again, 403) ? thrown : again
  })
}

function isAbsent(thrown: unknown, status: 403 | 404): boolean {
  const facts = factsOf(thrown)
  return facts.kind === 'bmc' && facts.status === status
}

/** phosphor-rest-server answers 403 to a write, and both servers 404 to a read, of what is not there. */
function absent(thrown: unknown, name: SettingName): never {
  const facts = factsOf(thrown)
  if (facts.kind === 'bmc' && (facts.status === 404 || facts.status === 403))
    throw new HwctlError({ kind: 'unsupported', what: wordOf(name), status: facts.status }, thrown)
  throw thrown
}

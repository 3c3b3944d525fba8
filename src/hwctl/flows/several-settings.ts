import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import type {
  BmcConfig,
  BmcConfigNote,
  BmcNetwork,
  SettingName,
  SettingReading,
  SettingWish,
} from '../managers/bmcconfig.ts'

/** How a protocol reads one setting, and the network; what a BMC lacks is `unsupported`. */
export interface ConfigReading {
  setting(name: SettingName): Promise<SettingReading>
  network(): Promise<BmcNetwork>
}

/** Reads what is wanted. One thing that cannot be read does not hide the others: they are told before the error. */
export async function readSeveral(
  reading: ConfigReading,
  wanted: { readonly settings: readonly SettingName[]; readonly network: boolean },
  { note }: Pick<Target<unknown, BmcConfigNote>, 'note'>,
): Promise<BmcConfig> {
  const settings: Partial<Record<SettingName, SettingReading>> = {}
  const wrong: unknown[] = []
  for (const name of wanted.settings) {
    const read = await reading.setting(name).catch((thrown: unknown) => void wrong.push(thrown))
    if (read) settings[name] = read
  }
  const network = wanted.network
    ? await reading.network().catch((thrown: unknown) => void wrong.push(thrown))
    : undefined
  const config = { settings, ...(network && { network }) }
  if (wrong.length === 0) return config
  if (network || Object.keys(settings).length > 0) note({ said: 'read', config })
  throw together(wrong)
}

/** Sets one after the other; what was set before the one that could not be is told before the error. */
export async function setSeveral(
  write: (wish: SettingWish) => Promise<void>,
  wishes: readonly SettingWish[],
  { note }: Pick<Target<unknown, BmcConfigNote>, 'note'>,
): Promise<{ readonly set: readonly SettingName[] }> {
  const names: SettingName[] = []
  for (const wish of wishes) {
    await write(wish).catch((thrown: unknown) => {
      if (names.length > 0) note({ said: 'set', names })
      throw thrown
    })
    names.push(wish.name)
  }
  return { set: names }
}

/** Several settings that a BMC lacks are one error; else the first says what is wrong. */
function together(wrong: readonly unknown[]): unknown {
  const facts = wrong.map(factsOf)
  const [first] = facts
  const absent = facts.flatMap((one) => (one.kind === 'unsupported' ? [one.what] : []))
  if (first?.kind !== 'unsupported' || absent.length === 1) return wrong[0]
  return new HwctlError({ ...first, what: absent.join(', ') }, wrong[0])
}

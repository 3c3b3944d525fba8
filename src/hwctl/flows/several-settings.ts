import { type ErrorFacts, factsOf, HwctlError } from '../../core/errors.ts'
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

type Teller = Pick<Target<unknown, BmcConfigNote>, 'note' | 'warn'>

/** For a look, which says nothing along the way. */
export const SILENTLY: Teller = { note: () => undefined, warn: () => undefined }

/**
 * Reads what is wanted. One thing that cannot be read does not hide the others: they are told before the error. What befalls the
 * connection ends it.
 */
export async function readSeveral(
  reading: ConfigReading,
  wanted: { readonly settings: readonly SettingName[]; readonly network: boolean },
  { note, warn }: Teller,
): Promise<BmcConfig> {
  const settings: Partial<Record<SettingName, SettingReading>> = {}
  const wrong: unknown[] = []
  for (const name of wanted.settings) {
    const read = await reading.setting(name).catch((thrown: unknown) => void wrong.push(thrown))
    if (read) settings[name] = read
    if (wrong.some(isTheEnd)) break
  }
  const network =
    wanted.network && !wrong.some(isTheEnd)
      ? await reading.network().catch((thrown: unknown) => void wrong.push(thrown))
      : undefined
  const config = { settings, ...(network && { network }) }
  if (wrong.length === 0) return config
  if (network || Object.keys(settings).length > 0) note({ said: 'read', config })
  throw firstOf(wrong, warn)
}

/**
 * Sets one after the other, and as in xCAT, one that the BMC lacks or refuses does not keep the others from being set: what was set
 * is told before the error. What befalls the connection ends it.
 */
export async function setSeveral(
  write: (wish: SettingWish) => Promise<void>,
  wishes: readonly SettingWish[],
  { note, warn }: Teller,
): Promise<{ readonly set: readonly SettingName[] }> {
  const names: SettingName[] = []
  const wrong: unknown[] = []
  for (const wish of wishes) {
    try {
      await write(wish)
      names.push(wish.name)
    } catch (thrown) {
      wrong.push(thrown)
      if (isTheEnd(thrown)) break
    }
  }
  if (wrong.length === 0) return { set: names }
  if (names.length > 0) note({ said: 'set', names })
  throw firstOf(wrong, warn)
}

/** Errors that say nothing about the next setting. */
const OF_ONE_SETTING: readonly ErrorFacts['kind'][] = ['unsupported', 'bmc', 'malformed']

function isTheEnd(thrown: unknown): boolean {
  return !OF_ONE_SETTING.includes(factsOf(thrown).kind)
}

/**
 * The error of a node of which several things are wrong: what ended it, else the first. The others are warned of. Several settings
 * that a BMC lacks are one.
 */
function firstOf(wrong: readonly unknown[], warn: Teller['warn']): unknown {
  const lacking = wrong.filter((one) => factsOf(one).kind === 'unsupported')
  const others = wrong.filter((one) => !lacking.includes(one))
  const [first, ...more] = [
    ...others.filter(isTheEnd),
    ...together(lacking),
    ...others.filter((one) => !isTheEnd(one)),
  ]
  for (const one of more) warn(factsOf(one))
  return first
}

function together(lacking: readonly unknown[]): readonly unknown[] {
  const facts = lacking.map(factsOf).filter((one) => one.kind === 'unsupported')
  const [first, ...more] = facts
  if (!first || more.length === 0) return lacking
  return [new HwctlError({ ...first, what: facts.map(({ what }) => what).join(', ') }, lacking[0])]
}

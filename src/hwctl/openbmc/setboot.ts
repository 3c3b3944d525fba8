import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps, untold } from '../../core/lifecycle.ts'
import { checkChanged } from '../flows/unchanged.ts'
import {
  type BootMode,
  type BootSetting,
  type BootTarget,
  type BootWish,
  Setboot,
} from '../managers/setboot.ts'
import {
  type BootObject,
  type BootObjectName,
  type BootObjects,
  getBootObjects,
  putBootEnabled,
  putBootMode,
  putBootSource,
  putBootType,
} from './client/boot.ts'
import { lastPart, malformed, type OpenBmcClient, ROOT } from './client/request.ts'
import { protocol } from './protocol.ts'

/** Boot sources by the last part of their name in xyz.openbmc_project.Control.Boot.Source.Sources; a setup is a boot mode. */
const SOURCES = {
  network: 'Network',
  'hard-drive': 'Disk',
  cd: 'ExternalMedia',
  default: 'Default',
  usb: 'RemovableMedia',
  http: 'HTTP',
  'bios-setup': 'Default',
  floppy: undefined,
} as const satisfies Record<BootTarget, string | undefined>

/** The boot mode that enters the BIOS setup. */
const SETUP = 'Setup'

/** What is reported of a setting that does not say from where. */
const UNTOLD = 'None'

const BOOT_TYPES = { uefi: 'EFI', bios: 'Legacy' } as const satisfies Record<BootMode, string>

/** The boot source over OpenBMC's REST: a permanent setting, and one for the next boot that goes before it when enabled. */
export default executor(Setboot, protocol, {
  getBoot: steps({
    plan: () => [GET_BOOT],
    look: ({ bmc }) => getBootObjects(bmc),
    run: ({ bmc }) => read(bmc),
  }),
  setBoot: steps({
    plan: ({ target, persistent, mode }) =>
      SOURCES[target] === undefined
        ? [`nothing: no boot from ${target} over openbmc`]
        : [
            GET_BOOT,
            ...(mode ? [`PUT ${pathOf(persistent)}/attr/BootType ${BOOT_TYPES[mode]}`] : []),
            `PUT ${pathOf(persistent)}/attr/BootMode ${target === 'bios-setup' ? 'Setup' : 'Regular'}, when it is another`,
            `PUT ${pathOf(persistent)}/attr/BootSource ${SOURCES[target]}`,
            `PUT ${pathOf(false)}/attr/Enabled ${!persistent}`,
            ...(persistent ? [`PUT ${pathOf(true)}/attr/Enabled true, when it is not`] : []),
            GET_BOOT,
          ],
    look: async ({ bmc }, wish) => {
      placeFor(await getBootObjects(bmc), wish)
      return LATER.has(wish.target) ? untold : undefined
    },
    run: ({ bmc }, input) => set(bmc, input),
  }),
})

const GET_BOOT = `GET ${ROOT}/control/host0/enumerate`
const pathOf = (persistent: boolean) => `${ROOT}/control/host0/boot${persistent ? '' : '/one_time'}`

function sourceOf(target: BootTarget): string {
  const source = SOURCES[target]
  if (source === undefined) throw unsupported(`boot from ${target}`)
  return source
}

/** What of a wish goes where. @throws HwctlError `unsupported` where the BMC has no place for it */
function placeFor(objects: BootObjects, { target, persistent, mode }: BootWish) {
  const source = sourceOf(target)
  const name: BootObjectName = persistent ? 'permanent' : 'oneTime'
  const object = objects[name]
  if (!object)
    throw unsupported(persistent ? 'permanent boot setting' : 'boot setting for one boot; -p sets it for all')
  if (mode && object.BootType === undefined) throw unsupported(`boot mode ${mode}`)
  return { source, name, object }
}

/** Sources that are not in every image's enumeration; which are, it does not tell. */
const LATER: ReadonlySet<BootTarget> = new Set(['usb', 'http'])

/** What to boot from first, and only then that it counts: there is no moment with the wrong source in force. */
async function set(bmc: OpenBmcClient, { target, persistent, mode }: BootWish): Promise<BootSetting> {
  const objects = await getBootObjects(bmc)
  const { source, name, object } = placeFor(objects, { target, persistent, ...(mode && { mode }) })
  if (mode) await putBootType(bmc, name, BOOT_TYPES[mode])
  await putModeFor(bmc, name, object, target)
  await putBootSource(bmc, name, source).catch((thrown: unknown) => refusedSource(thrown, target))
  if (persistent && objects.oneTime) await putBootEnabled(bmc, 'oneTime', false)
  if (!persistent || object.Enabled === false) await putBootEnabled(bmc, name, true)
  const setting = await read(bmc)
  if (setting.reported === UNTOLD) throw malformed(bmc.session.rest, pathOf(persistent), 'no BootSource')
  checkChanged(bmc, [{ property: 'boot source', asked: wordFor(target), found: setting.reported }])
  return setting
}

function wordFor(target: BootTarget): string {
  return target === 'bios-setup' ? SETUP : sourceOf(target)
}

/** A setup is a boot mode; any other target takes the host out of it again. */
async function putModeFor(
  bmc: OpenBmcClient,
  name: BootObjectName,
  object: BootObject,
  target: BootTarget,
): Promise<void> {
  const current = lastPart(object.BootMode)
  if (target === 'bios-setup' && current !== SETUP) await putBootMode(bmc, name, SETUP)
  if (target !== 'bios-setup' && current === SETUP) await putBootMode(bmc, name, 'Regular')
}

/** phosphor-rest-server and bmcweb answer 403 to a value that the image's enumeration does not have. */
function refusedSource(thrown: unknown, target: BootTarget): never {
  const facts = factsOf(thrown)
  if (LATER.has(target) && facts.kind === 'bmc' && (facts.status === 403 || facts.status === 400))
    throw unsupported(`boot from ${target}`, thrown)
  throw thrown
}

function unsupported(what: string, cause?: unknown): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: `${what} over openbmc` }, cause)
}

async function read(bmc: OpenBmcClient): Promise<BootSetting> {
  const { permanent, oneTime } = await getBootObjects(bmc)
  const once = oneTime?.Enabled === true
  const object = once ? oneTime : permanent
  const inForce = object?.Enabled === false ? undefined : object
  const type = lastPart(object?.BootType)
  return {
    ...targetOf(inForce),
    persistent: !once,
    ...(type && { mode: type === 'Legacy' ? 'bios' : 'uefi' }),
  }
}

/** An override that does not count is none; one that does not say from where is not understood. */
function targetOf(object: BootObject | undefined): { target: BootSetting['target']; reported: string } {
  if (lastPart(object?.BootMode) === SETUP) return { target: 'bios-setup', reported: SETUP }
  const reported = object ? (lastPart(object.BootSource) ?? UNTOLD) : SOURCES.default
  const known = Object.entries(SOURCES).find(([, source]) => source === reported)
  return { target: known ? (known[0] as BootTarget) : 'other', reported }
}

import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor } from '../../core/lifecycle.ts'
import { type BootMode, type BootSetting, type BootTarget, Setboot } from '../managers/setboot.ts'
import {
  type BootObject,
  type BootObjectName,
  getBootObjects,
  putBootEnabled,
  putBootMode,
  putBootSource,
  putBootType,
} from './client/boot.ts'
import { lastPart, type OpenBmcClient } from './client/request.ts'
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

const BOOT_TYPES = { uefi: 'EFI', bios: 'Legacy' } as const satisfies Record<BootMode, string>

/** The boot source over OpenBMC's REST: a permanent setting, and one for the next boot that goes before it when enabled. */
export default executor(Setboot, protocol, {
  getBoot: ({ bmc }) => read(bmc),
  async setBoot({ bmc }, { target, persistent, mode }) {
    const objects = await getBootObjects(bmc)
    const name: BootObjectName = persistent ? 'permanent' : 'oneTime'
    const object = objects[name]
    if (!object) throw unsupported(persistent ? 'permanent boot setting' : 'boot setting for one boot; -p sets it for all')
    if (mode && object.BootType === undefined) throw unsupported(`boot mode ${mode}`)
    await put(bmc, name, object, target, mode)
    if (persistent && objects.oneTime) await putBootEnabled(bmc, 'oneTime', false)
    if (!persistent || object.Enabled === false) await putBootEnabled(bmc, name, true)
    return read(bmc)
  },
})

/** What to boot from first, and only then that it counts: there is no moment with the wrong source in force. */
async function put(
  bmc: OpenBmcClient,
  name: BootObjectName,
  object: BootObject,
  target: BootTarget,
  mode: BootMode | undefined,
): Promise<void> {
  const source = SOURCES[target]
  if (source === undefined) throw unsupported(`boot from ${target}`)
  if (mode) await putBootType(bmc, name, BOOT_TYPES[mode])
  const wantedMode = target === 'bios-setup' ? 'Setup' : 'Regular'
  const currentMode = lastPart(object.BootMode)
  if (currentMode !== wantedMode && (target === 'bios-setup' || currentMode === 'Setup'))
    await putBootMode(bmc, name, wantedMode)
  await putBootSource(bmc, name, source).catch((thrown: unknown) => refusedSource(thrown, target))
}

/** phosphor-rest-server and bmcweb answer 403 to a value that the image's enumeration does not have. */
function refusedSource(thrown: unknown, target: BootTarget): never {
  const facts = factsOf(thrown)
  const isLater = target === 'usb' || target === 'http'
  if (isLater && facts.kind === 'bmc' && (facts.status === 403 || facts.status === 400))
    throw unsupported(`boot from ${target}`, thrown)
  throw thrown
}

function unsupported(what: string, cause?: unknown): HwctlError {
  const offered = Object.entries(SOURCES).flatMap(([target, source]) => (source ? [target] : []))
  return new HwctlError({ kind: 'unsupported', what: `${what} over openbmc`, offered }, cause)
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

function targetOf(object: BootObject | undefined): { target: BootSetting['target']; reported: string } {
  if (lastPart(object?.BootMode) === 'Setup') return { target: 'bios-setup', reported: 'Setup' }
  const reported = lastPart(object?.BootSource) ?? 'Default'
  const known = Object.entries(SOURCES).find(([, source]) => source === reported)
  return { target: known ? (known[0] as BootTarget) : 'other', reported }
}

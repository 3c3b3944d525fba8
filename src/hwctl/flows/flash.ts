import { factsOf, HwctlError } from '../../core/errors.ts'
import { RESTART_MS } from '../../core/patience.ts'
import { type Look, until } from '../../core/poll.ts'
import type { FirmwareFile, FirmwareList, FlashedImage } from '../managers/flash.ts'
import type { PowerState } from '../managers/power.ts'
import { type BmcActions, bmcReady, bmcReboot } from './bmc-reboot.ts'
import { type Bringing, type FlashRun, runsNow } from './flash-check.ts'
import { activateImage, haveImage, type ImageActions, imageOf } from './flash-image.ts'
import { FlashMemory } from './flash-memory.ts'
import { patiently } from './patience.ts'
import { type PowerActions, restart, switchTo } from './power.ts'

/** Everything that a protocol must be able to do so that firmware can be brought to run. */
export interface FlashActions extends ImageActions {
  readonly bmc: BmcActions
  readonly power: PowerActions
  clearDumps(): Promise<void>
}

/** What is to be flashed, and how far. */
export interface FlashWish {
  readonly files: readonly FirmwareFile[]
  readonly hostReboot: boolean
  readonly clearDumps: boolean
}

/**
 * Uploads, activates, restarts BMC and host, and sees what runs then. Every part looks first and does only what is not done, so
 * that whoever goes on after a run that was broken off does nothing twice.
 */
export async function flash(
  actions: FlashActions,
  wish: FlashWish,
  target: FlashRun,
): Promise<readonly FlashedImage[]> {
  const memory = new FlashMemory(wish.files, target)
  if (memory.bmcMayBeAway) {
    target.progress({ phase: 'restarting BMC' })
    await bmcReady(actions.bmc, RESTART_MS, target)
    memory.remember({ bmcMayBeAway: false })
  }
  const had = []
  for (const file of wish.files) {
    had.push({ file, ...(await haveImage(actions, file, target)) })
    memory.remember({})
  }
  for (const { image, uploaded } of had)
    if (!image.running || image.bootsNext === false)
      target.note({ said: 'activating', id: image.id, version: image.version, uploaded })
  const activations = await Promise.allSettled(had.map(({ image }) => activateImage(actions, image, target)))
  const [first, ...more] = activations.filter((one) => one.status === 'rejected')
  // A run that is broken off breaks all of them off, and that is said once.
  if (!target.signal.aborted) for (const { reason } of more) target.warn(factsOf(reason))
  if (first) throw first.reason
  memory.tellsRunning = (await actions.list()).tellsRunning
  memory.remember({})
  for (const { file } of had)
    if (file.purpose !== 'host') await bringBmcToRun(actions, file, { wish, memory, target })
  for (const { file } of had)
    if (file.purpose === 'host' && wish.hostReboot) await bringHostToRun(actions, file, { memory, target })
  const list = await actions.list()
  return had.map(({ file, image, uploaded }) => flashed(list, file, { id: image.id, uploaded }))
}

/** What became of a file's image, as the BMC lists it. */
export function flashed(
  list: FirmwareList,
  file: Pick<FirmwareFile, 'version' | 'purpose'>,
  { id, uploaded }: { readonly id: string; readonly uploaded: boolean },
): FlashedImage {
  const image = imageOf(list, file)
  const state = image?.running
    ? 'running'
    : image?.state === 'active' && image.bootsNext !== false
      ? 'pending'
      : 'present'
  return { id, version: file.version, purpose: file.purpose, uploaded, state }
}

async function bringBmcToRun(
  actions: FlashActions,
  file: FirmwareFile,
  { wish, memory, target }: Bringing & { readonly wish: FlashWish },
): Promise<void> {
  if (imageOf(await actions.list(), file)?.running) return
  if (memory.bmcRestarted) return runsNow(actions, file, { word: 'BMC', memory, target })
  memory.remember({ hostWasOn: memory.hostWasOn ?? (await hostIsOn(actions)), bmcMayBeAway: true })
  target.note({ said: 'bmc-reboots', clearsDumps: wish.clearDumps })
  if (wish.clearDumps) await clearDumps(actions, target)
  target.progress({ phase: 'restarting BMC' })
  const bmc: BmcActions = {
    read: () => actions.bmc.read(),
    async reboot() {
      await actions.bmc.reboot()
      target.note({ said: 'bmc-reboot-sent' })
    },
  }
  await bmcReboot(bmc, { waitMs: RESTART_MS }, target)
  memory.remember({ bmcRestarted: true, bmcMayBeAway: false })
  target.note({ said: 'bmc-ready' })
  await runsNow(actions, file, { word: 'BMC', memory, target })
}

async function clearDumps(actions: FlashActions, target: FlashRun): Promise<void> {
  await actions.clearDumps().catch((thrown: unknown) => {
    if (!(thrown instanceof HwctlError) || thrown.facts.kind !== 'bmc') throw thrown
    target.note({ said: 'dumps-not-cleared', reason: `[${thrown.facts.status}] ${thrown.facts.message}` })
  })
}

async function bringHostToRun(
  actions: FlashActions,
  file: FirmwareFile,
  { memory, target }: Bringing,
): Promise<void> {
  const isOn = await hostIsUp(actions, memory, target)
  const isDone = isOn && imageOf(await actions.list(), file)?.running
  if (isDone || !(isOn || memory.hostWasOn)) return
  if (memory.hostRestarted) return runsNow(actions, file, { word: 'host', memory, target })
  memory.remember({ hostWasOn: true })
  target.progress({ phase: 'restarting host' })
  if (isOn) await restart(actions.power, { how: 'reset', waitMs: RESTART_MS }, target)
  else await switchTo(actions.power, { target: 'on', waitMs: RESTART_MS }, target)
  memory.remember({ hostRestarted: true })
  target.note({ said: isOn ? 'host-restarted' : 'host-started' })
  await runsNow(actions, file, { word: 'host', memory, target })
}

/**
 * Whether the host runs, as soon as that is clear: one that was on may be on its way up, because of a run that was broken off, or may
 * not be known yet to a BMC that has just restarted.
 */
function hostIsUp({ power }: FlashActions, memory: FlashMemory, { signal }: FlashRun): Promise<boolean> {
  const began = performance.now()
  const look = async (): Promise<Look<boolean>> => {
    const { state } = await power.read()
    const mayCome = state === 'powering-on' || (state === 'on-chassis' && memory.hostWasOn)
    return mayCome && performance.now() - began < RESTART_MS
      ? { done: false, seen: state }
      : { done: true, value: isUp(state) }
  }
  const pace = { firstMs: 300, everyMs: 5000, forMs: RESTART_MS * 2 }
  return until(() => patiently(look), { sent: 'restart', waitingFor: 'on', pace, signal })
}

async function hostIsOn({ power }: FlashActions): Promise<boolean> {
  return isUp((await power.read()).state)
}

/** Anything but off counts as on: a host that is quiesced is restarted too. */
function isUp(state: PowerState): boolean {
  return state !== 'off' && state !== 'on-chassis'
}

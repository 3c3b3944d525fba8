import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { checkChanged } from '../flows/unchanged.ts'
import {
  type BootMode,
  type BootSetting,
  type BootTarget,
  type BootWish,
  Setboot,
} from '../managers/setboot.ts'
import { type Boot, type BootChange, getBoot, patchBoot } from './client/boot.ts'
import type { RedfishClient } from './client/resource.ts'
import { protocol } from './protocol.ts'
import { bootWords } from './quirks/boot-words.ts'

/** BootSourceOverrideTarget (DSP2046, ComputerSystem.Boot), the standard's word first. */
const TARGETS = {
  network: ['Pxe'],
  'hard-drive': ['Hdd'],
  cd: ['Cd', bootWords.words.cd],
  default: ['None'],
  usb: ['Usb', bootWords.words.usb],
  http: ['UefiHttp'],
  'bios-setup': ['BiosSetup'],
  floppy: ['Floppy', bootWords.words.floppy],
} as const satisfies Record<BootTarget, readonly string[]>

const MODES = { uefi: 'UEFI', bios: 'Legacy' } as const satisfies Record<BootMode, string>

/** The boot source override of a ComputerSystem. */
export default executor(Setboot, protocol, {
  getBoot: steps({
    plan: () => [GET_SYSTEM],
    look: ({ bmc }) => bootOf(bmc),
    run: async ({ bmc }) => settingOf(await bootOf(bmc)),
  }),
  setBoot: steps({
    plan: ({ target, persistent, mode }) => [
      GET_SYSTEM,
      `PATCH the ComputerSystem BootSourceOverrideTarget=${TARGETS[target].join(' or ')} ` +
        `BootSourceOverrideEnabled=${enabled(target, persistent)}` +
        `${mode ? ` BootSourceOverrideMode=${MODES[mode]}` : ''}`,
      GET_SYSTEM,
    ],
    look: async ({ bmc }, wish) => changeFor((await getBoot(bmc, 'set_boot_state')).boot, wish),
    run: ({ bmc }, wish) => set(bmc, wish),
  }),
})

const GET_SYSTEM = 'GET the ComputerSystem, and its settings resource where it has one'

/** @throws HwctlError `unsupported` where the system has no boot settings */
async function bootOf(bmc: RedfishClient): Promise<Boot> {
  const { boot } = await getBoot(bmc, 'get_boot_state')
  if (!boot) throw unsupported('boot setting', undefined)
  return boot
}

async function set(bmc: RedfishClient, wish: BootWish): Promise<BootSetting> {
  const objects = await getBoot(bmc, 'set_boot_state')
  const change = changeFor(objects.boot, wish)
  const said = await patchBoot(bmc, 'set_boot_state', objects, change)
  return readBack(bmc, change, said)
}

function enabled(target: BootTarget, persistent: boolean) {
  if (target === 'default') return 'Disabled'
  return persistent ? 'Continuous' : 'Once'
}

/** What to PATCH, of what the service offers; without `None` on offer, no override is one that is disabled. */
function changeFor(boot: Boot | undefined, { target, persistent, mode }: BootWish): BootChange {
  const offered = boot?.['BootSourceOverrideTarget@Redfish.AllowableValues']
  const words: readonly string[] = TARGETS[target]
  const word = offered ? words.find((one) => offered.includes(one)) : words[0]
  if (!boot || (word === undefined && target !== 'default')) throw unsupported(`boot from ${target}`, offered)
  const modes = boot['BootSourceOverrideMode@Redfish.AllowableValues']
  if (mode && (boot.BootSourceOverrideMode === undefined || (modes && !modes.includes(MODES[mode]))))
    throw unsupported(`boot mode ${mode}`, modes)
  return {
    BootSourceOverrideEnabled: enabled(target, persistent),
    ...(word && { BootSourceOverrideTarget: word }),
    ...(mode && { BootSourceOverrideMode: MODES[mode] }),
  }
}

function unsupported(what: string, offered: readonly string[] | undefined): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: `${what} over redfish`, ...(offered && { offered }) })
}

/** What counts is what the service says afterwards; an override that is gone may be called Disabled, or None. */
async function readBack(
  bmc: RedfishClient,
  asked: BootChange,
  said: string | undefined,
): Promise<BootSetting> {
  const { boot } = await getBoot(bmc, 'get_boot_state')
  const isGone = asked.BootSourceOverrideEnabled === 'Disabled' && settingOf(boot).target === 'default'
  const properties = Object.entries(asked).map(([property, value]) => ({
    property,
    asked: value,
    found: boot?.[property as keyof BootChange],
  }))
  if (!isGone) checkChanged(bmc, properties, said)
  return settingOf(boot)
}

function settingOf(boot: Boot | undefined): BootSetting {
  const inForce = boot?.BootSourceOverrideEnabled !== 'Disabled'
  const reported = (inForce && boot?.BootSourceOverrideTarget) || 'None'
  const known = Object.entries(TARGETS).find(([, words]) => (words as readonly string[]).includes(reported))
  const mode = boot?.BootSourceOverrideMode
  return {
    target: known ? (known[0] as BootTarget) : 'other',
    persistent: boot?.BootSourceOverrideEnabled !== 'Once',
    reported,
    ...(mode && { mode: mode === 'Legacy' ? 'bios' : 'uefi' }),
  }
}

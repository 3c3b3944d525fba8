import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import {
  type BootMode,
  type BootSetting,
  type BootTarget,
  type BootWish,
  Setboot,
} from '../managers/setboot.ts'
import { patch, type RedfishClient } from './client/resource.ts'
import { type ComputerSystem, getSystem } from './client/system.ts'
import { protocol } from './protocol.ts'

/**
 * BootSourceOverrideTarget (DSP2046, ComputerSystem.Boot), the standard's word first. The others are what
 * Supermicro X10 services (Redfish 1.0.1) offer in its place.
 */
const TARGETS = {
  network: ['Pxe'],
  'hard-drive': ['Hdd'],
  cd: ['Cd', 'CD/DVD'],
  default: ['None'],
  usb: ['Usb', 'UsbKey'],
  http: ['UefiHttp'],
  'bios-setup': ['BiosSetup'],
  floppy: ['Floppy', 'FloppyRemovableMedia'],
} as const satisfies Record<BootTarget, readonly string[]>

const MODES = { uefi: 'UEFI', bios: 'Legacy' } as const satisfies Record<BootMode, string>

/** The boot source override of a ComputerSystem. */
export default executor(Setboot, protocol, {
  getBoot: steps({
    plan: () => [GET_SYSTEM],
    run: async ({ bmc }) => settingOf((await getSystem(bmc, 'get_boot_state')).data),
  }),
  setBoot: steps({
    plan: ({ target, persistent, mode }) => [
      GET_SYSTEM,
      `PATCH the ComputerSystem BootSourceOverrideTarget=${TARGETS[target].join(' or ')} ` +
        `BootSourceOverrideEnabled=${enabled(target, persistent)}` +
        `${mode ? ` BootSourceOverrideMode=${MODES[mode]}` : ''}`,
      GET_SYSTEM,
    ],
    look: async ({ bmc }, wish) => changeFor((await getSystem(bmc, 'set_boot_state')).data, wish),
    async run({ bmc }, wish) {
      const system = await getSystem(bmc, 'set_boot_state')
      const change = changeFor(system.data, wish)
      const said = await patch(bmc, 'set_boot_state', system, { Boot: change })
      return readBack(bmc, change, said)
    },
  }),
})

const GET_SYSTEM = 'GET the ComputerSystem'

/** Properties of ComputerSystem.Boot, as they are to be. */
interface BootChange {
  readonly BootSourceOverrideEnabled: 'Disabled' | 'Continuous' | 'Once'
  readonly BootSourceOverrideTarget?: string
  readonly BootSourceOverrideMode?: string
}

function enabled(target: BootTarget, persistent: boolean): BootChange['BootSourceOverrideEnabled'] {
  if (target === 'default') return 'Disabled'
  return persistent ? 'Continuous' : 'Once'
}

/** What to PATCH, of what the service offers; without `None` on offer, no override is one that is disabled. */
function changeFor({ Boot }: ComputerSystem, { target, persistent, mode }: BootWish): BootChange {
  const offered = Boot?.['BootSourceOverrideTarget@Redfish.AllowableValues']
  const words: readonly string[] = TARGETS[target]
  const word = offered ? words.find((one) => offered.includes(one)) : words[0]
  if (!Boot || (word === undefined && target !== 'default')) throw unsupported(`boot from ${target}`, offered)
  const modes = Boot['BootSourceOverrideMode@Redfish.AllowableValues']
  if (mode && (Boot.BootSourceOverrideMode === undefined || (modes && !modes.includes(MODES[mode]))))
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

/** A service may answer 200 and not have changed everything: what counts is what it says afterwards. */
async function readBack(
  bmc: RedfishClient,
  asked: BootChange,
  said: string | undefined,
): Promise<BootSetting> {
  const { data } = await getSystem(bmc, 'get_boot_state')
  const found = data.Boot ?? {}
  const unchanged = Object.entries(asked).filter(
    ([property, value]) =>
      found[property as keyof BootChange] !== value && asked.BootSourceOverrideEnabled !== 'Disabled',
  )
  const stillForced = asked.BootSourceOverrideEnabled === 'Disabled' && settingOf(data).target !== 'default'
  if (unchanged.length === 0 && !stillForced) return settingOf(data)
  const { host, port } = bmc.session.rest.endpoint
  const properties = (stillForced ? Object.entries(asked) : unchanged)
    .map(
      ([property, value]) =>
        `${property}: asked for ${value}, is ${found[property as keyof BootChange] ?? 'None'}`,
    )
    .join('; ')
  const message = `not changed: ${properties}`
  throw new HwctlError({ kind: 'bmc', host, port, status: 200, message, ...(said && { resolution: said }) })
}

function settingOf({ Boot }: ComputerSystem): BootSetting {
  const inForce = Boot?.BootSourceOverrideEnabled !== 'Disabled'
  const reported = (inForce && Boot?.BootSourceOverrideTarget) || 'None'
  const known = Object.entries(TARGETS).find(([, words]) => (words as readonly string[]).includes(reported))
  const mode = Boot?.BootSourceOverrideMode
  return {
    target: known ? (known[0] as BootTarget) : 'other',
    persistent: Boot?.BootSourceOverrideEnabled !== 'Once',
    reported,
    ...(mode && { mode: mode === 'Legacy' ? 'bios' : 'uefi' }),
  }
}

import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { type BootMode, type BootSetting, type BootTarget, Setboot } from '../managers/setboot.ts'
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
    async run({ bmc }, { target, persistent, mode }) {
      const system = await getSystem(bmc, 'set_boot_state')
      const wanted = overrideOf(system.data, target, mode)
      const change = { Boot: { BootSourceOverrideEnabled: enabled(target, persistent), ...wanted } }
      await patch(bmc, 'set_boot_state', system, change)
      return readBack(bmc, wanted.BootSourceOverrideTarget)
    },
  }),
})

const GET_SYSTEM = 'GET the ComputerSystem'

function enabled(target: BootTarget, persistent: boolean): 'Disabled' | 'Continuous' | 'Once' {
  if (target === 'default') return 'Disabled'
  return persistent ? 'Continuous' : 'Once'
}

/** What to PATCH, of what the service offers. */
function overrideOf({ Boot }: ComputerSystem, target: BootTarget, mode: BootMode | undefined) {
  const offered = Boot?.['BootSourceOverrideTarget@Redfish.AllowableValues']
  const words: readonly string[] = TARGETS[target]
  const word = offered ? words.find((one) => offered.includes(one)) : words[0]
  if (!Boot || word === undefined) throw unsupported(`boot from ${target}`, offered)
  if (mode === undefined) return { BootSourceOverrideTarget: word }
  const modes = Boot['BootSourceOverrideMode@Redfish.AllowableValues']
  if (Boot.BootSourceOverrideMode === undefined || (modes && !modes.includes(MODES[mode])))
    throw unsupported(`boot mode ${mode}`, modes)
  return { BootSourceOverrideTarget: word, BootSourceOverrideMode: MODES[mode] }
}

function unsupported(what: string, offered: readonly string[] | undefined): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: `${what} over redfish`, ...(offered && { offered }) })
}

/** A service may answer 200 and not have changed anything: what counts is what it says afterwards. */
async function readBack(bmc: RedfishClient, asked: string): Promise<BootSetting> {
  const { data } = await getSystem(bmc, 'get_boot_state')
  const found = data.Boot?.BootSourceOverrideTarget ?? 'None'
  if (found === asked || asked === 'None') return settingOf(data)
  const { host, port } = bmc.session.rest.endpoint
  const message = `the boot source was not changed: asked for ${asked}, is ${found}`
  throw new HwctlError({ kind: 'bmc', host, port, status: 200, message })
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

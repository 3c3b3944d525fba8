import type { Quirk } from '../managers/probe.ts'
import { chassisOf } from './client/chassis.ts'
import { getManagerObject } from './client/manager.ts'
import { type JsonObject, linkAt, objectAt } from './client/property.ts'
import type { RedfishClient } from './client/resource.ts'
import { getSystemObject } from './client/system.ts'

/** The standard's words for boot targets that hwctl knows others for (DSP2046, ComputerSystem.Boot). */
const BOOT_WORDS: Readonly<Record<string, string>> = {
  'CD/DVD': 'Cd',
  UsbKey: 'Usb',
  FloppyRemovableMedia: 'Floppy',
}

/** What a service was read as, for its quirks. */
interface Found {
  readonly system: JsonObject
  readonly manager: JsonObject
  readonly chassis: readonly JsonObject[]
}

/** How each quirk is told. */
const SIGNS: readonly (readonly [Quirk, (found: Found) => boolean])[] = [
  ['boot-words', ({ system }) => bootTargets(system).some((word) => Object.hasOwn(BOOT_WORDS, word))],
  ['no-boot-mode', ({ system }) => objectAt(system, 'Boot').BootSourceOverrideMode === undefined],
  ['bmc-restarts-untold', ({ manager }) => !tellsRestarts(objectAt(manager, 'Actions'))],
  ['power-in-old-form', ({ chassis }) => chassis.some(hasOldPowerOnly)],
  [
    'media-at-manager',
    ({ system, manager }) =>
      linkAt(manager, 'VirtualMedia') !== undefined && linkAt(system, 'VirtualMedia') === undefined,
  ],
]

/** The quirks that apply to a service. */
export async function quirksOf(bmc: RedfishClient): Promise<readonly Quirk[]> {
  const [{ data: system }, { data: manager }, chassis] = [
    await getSystemObject(bmc, 'probe'),
    await getManagerObject(bmc, 'probe'),
    await chassisOf(bmc, 'probe'),
  ]
  const found = { system, manager, chassis: chassis.map(({ data }) => data) }
  return SIGNS.filter(([, applies]) => applies(found)).map(([quirk]) => quirk)
}

function bootTargets(system: JsonObject): readonly string[] {
  const words = objectAt(system, 'Boot')['BootSourceOverrideTarget@Redfish.AllowableValues']
  return Array.isArray(words) ? words.map(String) : []
}

/** A BMC that offers no restart has nothing to tell of it. */
function tellsRestarts(actions: JsonObject): boolean {
  if (actions['#Manager.Reset'] === undefined) return true
  const reset = objectAt(actions, '#Manager.Reset')
  return 'ResetType@Redfish.AllowableValues' in reset || '@Redfish.ActionInfo' in reset
}

function hasOldPowerOnly(chassis: JsonObject): boolean {
  return linkAt(chassis, 'Power') !== undefined && linkAt(chassis, 'PowerSubsystem') === undefined
}

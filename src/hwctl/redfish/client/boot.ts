import { z } from 'zod'
import { factsOf, HwctlError } from '../../../core/errors.ts'
import { atNextStart } from '../quirks/times-for-settings.ts'
import { type JsonObject, linkAt, objectAt } from './property.ts'
import { patch, type RedfishClient, type Resource, readIfThere, shaped } from './resource.ts'
import { getSystemObject } from './system.ts'

const allowable = z.array(z.string()).optional().catch(undefined)

const boot = z.object({
  BootSourceOverrideEnabled: z.string().nullish(),
  BootSourceOverrideTarget: z.string().nullish(),
  BootSourceOverrideMode: z.string().nullish(),
  AutomaticRetryConfig: z.string().nullish(),
  'BootSourceOverrideTarget@Redfish.AllowableValues': allowable,
  'BootSourceOverrideMode@Redfish.AllowableValues': allowable,
  'AutomaticRetryConfig@Redfish.AllowableValues': allowable,
})
const withBoot = z.object({ Boot: boot.nullish() })

/** What is used of ComputerSystem.Boot (DSP2046). */
export type Boot = z.infer<typeof boot>

/** Properties of Boot as they are to be. */
export type BootChange = Partial<
  Record<
    | 'BootSourceOverrideEnabled'
    | 'BootSourceOverrideTarget'
    | 'BootSourceOverrideMode'
    | 'AutomaticRetryConfig',
    string
  >
>

/** Where the boot settings of a system are, in force and to come. */
export interface BootObjects {
  readonly system: Resource<JsonObject>
  /** The resource that takes what comes into force later (DSP0266 9.10), where the system has one. */
  readonly settings?: Resource<JsonObject>
  /** What the next boot will be like: what is pending, else what is in force; undefined where the system has no boot settings. */
  readonly boot: Boot | undefined
}

/** The boot settings of the node's system: one request, and a second where the system keeps pending ones. */
export async function getBoot(bmc: RedfishClient, operation: string): Promise<BootObjects> {
  const system = await getSystemObject(bmc, operation)
  const path = linkAt(objectAt(system.data, '@Redfish.Settings'), 'SettingsObject')
  const settings = path === undefined ? undefined : await readIfThere(bmc, operation, path)
  const current = shaped(bmc, system, withBoot).data.Boot
  const pending = settings && shaped(bmc, settings, withBoot).data.Boot
  const said = Object.entries(pending ?? {}).filter(([, value]) => value != null)
  return {
    system,
    ...(settings && { settings }),
    boot: current ? { ...current, ...Object.fromEntries(said) } : (pending ?? undefined),
  }
}

/**
 * PATCH of boot settings: those that the settings resource shows, be it as null, there, to come into force with the next reset;
 * the others at the system itself, as iDRAC has it.
 * @returns what the service said about it in a 200
 * @throws HwctlError `bmc`, which names what is pending already where only the rest was refused
 */
export async function patchBoot(
  bmc: RedfishClient,
  operation: string,
  { system, settings }: BootObjects,
  change: BootChange,
): Promise<string | undefined> {
  const later = settings ? objectAt(settings.data, 'Boot') : {}
  const [pending, direct] = [pick(change, (name) => name in later), pick(change, (name) => !(name in later))]
  const said: (string | undefined)[] = []
  if (settings && pending)
    said.push(await patch(bmc, operation, settings, { ...atNextStart(system.data), Boot: pending }))
  if (direct)
    said.push(
      await patch(bmc, operation, system, { Boot: direct }).catch((thrown) => partly(thrown, pending)),
    )
  return said.filter((one) => one !== undefined).join(' ') || undefined
}

function partly(thrown: unknown, pending: BootChange | undefined): never {
  const facts = factsOf(thrown)
  if (facts.kind !== 'bmc' || !pending) throw thrown
  const message = `${facts.message} (pending already: ${Object.entries(pending).map(([name, value]) => `${name}=${value}`)})`
  throw new HwctlError({ ...facts, message }, thrown)
}

function pick(change: BootChange, fits: (name: string) => boolean): BootChange | undefined {
  const some = Object.entries(change).filter(([name]) => fits(name))
  return some.length > 0 ? Object.fromEntries(some) : undefined
}

import { HwctlError } from '../../../core/errors.ts'
import type { BiosValue } from '../../managers/bios.ts'
import { atNextStart } from '../quirks/times-for-settings.ts'
import { actionTarget, invoke } from './invoke.ts'
import { type JsonObject, linkAt, objectAt, textAt } from './property.ts'
import {
  orUnsupported,
  patch,
  type RedfishClient,
  type Resource,
  readIfThere,
  readObject,
} from './resource.ts'
import { getSystemObject } from './system.ts'

/** Settings by name. */
export type BiosValues = ReadonlyMap<string, BiosValue>

/** The BIOS of a system (DSP2046, Bios), and the resource that takes what it is to be. */
export interface BiosResource extends Resource<JsonObject> {
  /** Undefined where the service shows no settings. */
  readonly attributes: BiosValues | undefined
  /** The attribute registry that describes them, by name. */
  readonly registry: string | undefined
}

/** GET of the system, and of its Bios. @throws HwctlError `unsupported` where there is none */
export async function getBios(bmc: RedfishClient): Promise<BiosResource> {
  const { data } = await getSystemObject(bmc, OPERATION)
  const path = linkAt(data, 'Bios')
  if (path === undefined) throw new HwctlError({ kind: 'unsupported', what: 'BIOS settings over redfish' })
  return biosOf(await orUnsupported('BIOS settings over redfish', readObject(bmc, OPERATION, path)))
}

/** GET of the resource that holds what is pending (DSP0266 9.10); the Bios itself where there is no such resource. */
export async function getBiosSettings(bmc: RedfishClient, bios: BiosResource): Promise<BiosResource> {
  const path = linkAt(objectAt(bios.data, '@Redfish.Settings'), 'SettingsObject')
  const settings = path && (await readIfThere(bmc, OPERATION, path))
  return settings ? biosOf(settings) : bios
}

function biosOf(resource: Resource<JsonObject>): BiosResource {
  const { Attributes } = resource.data
  return {
    ...resource,
    attributes: Attributes == null ? undefined : valuesOf(objectAt(resource.data, 'Attributes')),
    registry: textAt(resource.data, 'AttributeRegistry'),
  }
}

/** Annotations are not settings, and neither is what is a list or an object. */
function valuesOf(attributes: JsonObject): BiosValues {
  const values = new Map<string, BiosValue>()
  for (const [name, value] of Object.entries(attributes))
    if (!name.includes('@') && isBiosValue(value)) values.set(name, value)
  return values
}

function isBiosValue(value: unknown): value is BiosValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

/**
 * PATCH of what the settings are to be at the next restart.
 * @returns what the service said about it
 */
export function patchBios(
  bmc: RedfishClient,
  { bios, settings }: { readonly bios: BiosResource; readonly settings: BiosResource },
  values: BiosValues,
): Promise<string | undefined> {
  return patch(bmc, 'set_bios', settings, {
    ...atNextStart(bios.data),
    Attributes: Object.fromEntries(values),
  })
}

/** Where #Bios.ResetBios goes. @throws HwctlError `unsupported` where it is not offered */
export function resetTarget({ data }: BiosResource): string {
  const target = actionTarget(data, '#Bios.ResetBios')
  if (target !== undefined) return target
  throw new HwctlError({ kind: 'unsupported', what: 'BIOS reset to default over redfish' })
}

/** POST #Bios.ResetBios */
export async function resetBios(bmc: RedfishClient, target: string): Promise<void> {
  await invoke(bmc, { operation: 'reset_bios', target, body: {} })
}

const OPERATION = 'get_bios'

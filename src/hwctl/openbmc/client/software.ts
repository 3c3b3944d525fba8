import { z } from 'zod'
import { get, lastPart, malformed, type OpenBmcClient, post, put, ROOT } from './request.ts'

/** One object below /software that has a purpose, as the BMC has it. */
export interface SoftwareObject {
  readonly id: string
  readonly version: string
  /** Last part of xyz.openbmc_project.Software.Version.VersionPurpose. */
  readonly purpose: string
  /** Last part of xyz.openbmc_project.Software.Activation.Activations. */
  readonly activation: string
  /** 0 is started next. */
  readonly priority?: number
  /** Per cent of an activation under way. */
  readonly progress?: number
  readonly extendedVersion?: string
}

/** What a BMC has of software, and which of it runs; no `functional` where it cannot tell. */
export interface Software {
  readonly objects: readonly SoftwareObject[]
  readonly functional?: readonly string[]
}

const softwareTree = z.record(z.string(), z.record(z.string(), z.unknown()).nullish())
const number = z.coerce.number().optional().catch(undefined)

/** GET /software/enumerate */
export async function listSoftware(bmc: OpenBmcClient): Promise<Software> {
  const tree = softwareTree.safeParse(await get(bmc, 'list_firmware', '/software/enumerate'))
  if (!tree.success) throw malformed(bmc.session.rest, `${ROOT}/software/enumerate`, 'not a map of objects')
  const objects = Object.entries(tree.data).flatMap(([path, properties]) => softwareObject(path, properties))
  const endpoints = Object.entries(tree.data).find(([path]) => path.endsWith('/functional'))?.[1]?.endpoints
  const functional = Array.isArray(endpoints) ? endpoints.map((path) => idOf(String(path))) : undefined
  return { objects, ...(functional && { functional }) }
}

function softwareObject(
  path: string,
  properties: Readonly<Record<string, unknown>> | null | undefined,
): SoftwareObject[] {
  const purpose = lastPart(properties?.Purpose)
  if (!properties || purpose === undefined) return []
  const priority = numberOf(properties.Priority)
  const progress = numberOf(properties.Progress)
  const extendedVersion = textOf(properties.ExtendedVersion)
  return [
    {
      id: idOf(path),
      version: textOf(properties.Version) ?? '',
      purpose,
      activation: lastPart(properties.Activation) ?? '',
      ...(priority !== undefined && { priority }),
      ...(progress !== undefined && { progress }),
      ...(extendedVersion && { extendedVersion }),
    },
  ]
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined
}

/** Numbers come as such, or as text; false is 0. */
function numberOf(value: unknown): number | undefined {
  return value === null || value === '' ? undefined : number.parse(value)
}

/** PUT /software/ID/attr/RequestedActivation: has an image written so that it can run. */
export function requestActivation(bmc: OpenBmcClient, id: string): Promise<void> {
  const value = 'xyz.openbmc_project.Software.Activation.RequestedActivations.Active'
  return put(bmc, 'activate_firmware', `/software/${encodeURIComponent(id)}/attr/RequestedActivation`, value)
}

/** PUT /software/ID/attr/Priority: 0 is started next. */
export function setPriority(bmc: OpenBmcClient, id: string, priority: number): Promise<void> {
  return put(bmc, 'set_firmware_priority', `/software/${encodeURIComponent(id)}/attr/Priority`, priority)
}

/** POST /software/ID/action/Delete */
export async function deleteSoftware(bmc: OpenBmcClient, id: string): Promise<void> {
  await post(bmc, 'delete_firmware', `/software/${encodeURIComponent(id)}/action/Delete`, [])
}

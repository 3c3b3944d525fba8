import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { actions } from './action.ts'
import { memberPaths } from './collection.ts'
import { malformed } from './errors.ts'
import { inTurn } from './in-turn.ts'
import { fromMemory } from './memory.ts'
import type { JsonObject } from './property.ts'
import { links, type RedfishClient, type Resource, readObject, SERVICE_ROOT, shaped } from './resource.ts'
import { getServiceRoot } from './service-root.ts'

const allowable = z.array(z.string()).optional().catch(undefined)

const computerSystem = z.object({
  SystemType: z.string().nullish(),
  PowerState: z.string().nullish(),
  Boot: z
    .object({
      BootSourceOverrideEnabled: z.string().nullish(),
      BootSourceOverrideTarget: z.string().nullish(),
      BootSourceOverrideMode: z.string().nullish(),
      'BootSourceOverrideTarget@Redfish.AllowableValues': allowable,
      'BootSourceOverrideMode@Redfish.AllowableValues': allowable,
    })
    .nullish(),
  Actions: actions,
  Links: z.object({ Chassis: links, ManagedBy: links }).nullish(),
})

/** What is used of ComputerSystem (DSP2046). */
export type ComputerSystem = z.infer<typeof computerSystem>

/**
 * The system that the node is. Its address is remembered, so that it is one request the next time.
 * @throws HwctlError `node-info` where the BMC has several, or not the one that the node's attribute `system` names.
 */
export async function getSystem(bmc: RedfishClient, operation: string): Promise<Resource<ComputerSystem>> {
  return shaped(bmc, await getSystemObject(bmc, operation), computerSystem)
}

/** The same with every property that it has, unchecked. @throws as `getSystem` */
export async function getSystemObject(bmc: RedfishClient, operation: string): Promise<Resource<JsonObject>> {
  const key = `system ${bmc.system ?? ''}`
  let chosen: Resource<JsonObject> | undefined
  return fromMemory(bmc, key, {
    async find(finding) {
      const paths = await systemPaths(finding, operation)
      const [only, ...others] = paths
      if (bmc.system !== undefined) return named(bmc.system, paths)
      if (only !== undefined && others.length === 0) return only
      chosen = await physicalSystem(finding, operation, paths)
      return chosen.path
    },
    use: async (path) => chosen ?? readObject(bmc, operation, path),
  })
}

async function systemPaths(bmc: RedfishClient, operation: string): Promise<readonly string[]> {
  const { Systems } = await getServiceRoot(bmc, operation)
  if (Systems === undefined) throw malformed(bmc.session.rest, SERVICE_ROOT, 'Systems: no link')
  return memberPaths(bmc, operation, Systems)
}

/** The one of several systems that is no virtual one. */
async function physicalSystem(
  bmc: RedfishClient,
  operation: string,
  paths: readonly string[],
): Promise<Resource<JsonObject>> {
  const systems = await inTurn(paths, (path) => readObject(bmc, operation, path))
  const [physical, ...more] = systems.filter(({ data }) => data.SystemType === 'Physical')
  if (physical && more.length === 0) return physical
  const problem = paths.length === 0 ? 'the BMC has no system' : 'the BMC has several systems'
  throw wrongSystem(paths, problem)
}

function named(name: string, paths: readonly string[]): string {
  const path = paths.find((member) => member === name || lastSegment(member) === name)
  if (path === undefined) throw wrongSystem(paths, `the BMC has no system '${name}'`)
  return path
}

function wrongSystem(paths: readonly string[], problem: string): HwctlError {
  const there =
    paths.length > 0
      ? `; set the node's attribute system to one of: ${paths.map(lastSegment).join(', ')}`
      : ''
  return new HwctlError({ kind: 'node-info', attribute: 'system', problem: problem + there })
}

/** What a path ends with, which is what a service calls the resource there. */
export function lastSegment(path: string): string {
  return path.replace(/\/$/, '').split('/').at(-1) ?? path
}

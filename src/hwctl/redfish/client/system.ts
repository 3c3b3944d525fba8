import { z } from 'zod'
import { factsOf, HwctlError } from '../../../core/errors.ts'
import { actions } from './action.ts'
import { memberPaths } from './collection.ts'
import { link, links, type RedfishClient, type Resource, read, SERVICE_ROOT } from './resource.ts'

const serviceRoot = z.object({ Systems: link })

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

/** Where, in a session's memory, the address of a node's system is kept. */
const memoryKey = (bmc: RedfishClient) => `system ${bmc.system ?? ''}`

/**
 * The system that the node is. Its address is remembered, so that it is one request the next time.
 * @throws HwctlError `node-info` where the BMC has several, or not the one that the node's attribute `system` names.
 */
export async function getSystem(bmc: RedfishClient, operation: string): Promise<Resource<ComputerSystem>> {
  const remembered = bmc.session.memory.get(memoryKey(bmc))
  if (typeof remembered === 'string') {
    try {
      return await read(bmc, operation, remembered, computerSystem)
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (facts.kind !== 'bmc' || facts.status !== 404) throw thrown
      bmc.session.memory.delete(memoryKey(bmc))
    }
  }
  const system = await findSystem(bmc, operation)
  bmc.session.memory.set(memoryKey(bmc), system.path)
  return system
}

async function findSystem(bmc: RedfishClient, operation: string): Promise<Resource<ComputerSystem>> {
  const root = await read(bmc, operation, SERVICE_ROOT, serviceRoot)
  const paths = await memberPaths(bmc, operation, root.data.Systems)
  if (bmc.system !== undefined) return named(bmc, operation, bmc.system, paths)
  const [only, ...others] = paths
  if (only !== undefined && others.length === 0) return read(bmc, operation, only, computerSystem)
  const systems = await Promise.all(paths.map((path) => read(bmc, operation, path, computerSystem)))
  const [physical, ...more] = systems.filter(({ data }) => data.SystemType === 'Physical')
  if (physical && more.length === 0) return physical
  const problem = paths.length === 0 ? 'the BMC has no system' : 'the BMC has several systems'
  throw wrongSystem(paths, problem)
}

async function named(
  bmc: RedfishClient,
  operation: string,
  name: string,
  paths: readonly string[],
): Promise<Resource<ComputerSystem>> {
  const path = paths.find((member) => member === name || lastSegment(member) === name)
  if (path === undefined) throw wrongSystem(paths, `the BMC has no system '${name}'`)
  return read(bmc, operation, path, computerSystem)
}

function wrongSystem(paths: readonly string[], problem: string): HwctlError {
  const there =
    paths.length > 0
      ? `; set the node's attribute system to one of: ${paths.map(lastSegment).join(', ')}`
      : ''
  return new HwctlError({ kind: 'node-info', attribute: 'system', problem: problem + there })
}

function lastSegment(path: string): string {
  return path.replace(/\/$/, '').split('/').at(-1) ?? path
}

import { z } from 'zod'
import { factsOf, HwctlError } from '../../../core/errors.ts'
import { isNotFound } from '../../flows/not-found.ts'
import { actions } from './action.ts'
import { foundIn, fromMemory, known } from './memory.ts'
import { type JsonObject, linksAt, objectAt } from './property.ts'
import { type RedfishClient, type Resource, readObject, shaped } from './resource.ts'
import { getSystemObject } from './system.ts'

const manager = z.object({
  PowerState: z.string().nullish(),
  Status: z.object({ State: z.string().nullish() }).nullish(),
  Actions: actions,
})

/** What is used of Manager (DSP2046). */
export type Manager = z.infer<typeof manager>

/** Where, in a session's memory, the address of a node's BMC is kept. */
const memoryKey = (bmc: RedfishClient) => `manager ${bmc.system ?? ''}`

/**
 * Where the BMC of the node is: the manager that its system says it is managed by. Remembered with the session.
 * @throws HwctlError `unsupported` where the system names none.
 */
export function managerPath(bmc: RedfishClient, operation: string): Promise<string> {
  return known(bmc, memoryKey(bmc), (finding) => findManager(finding, operation))
}

async function findManager(
  bmc: RedfishClient,
  operation: string,
  system?: Resource<JsonObject>,
): Promise<string> {
  const { data } = system ? foundIn(bmc, system) : await getSystemObject(bmc, operation)
  const [path] = linksAt(objectAt(data, 'Links'), 'ManagedBy')
  if (path === undefined)
    throw new HwctlError({ kind: 'unsupported', what: 'the BMC itself: the system names no manager' })
  return path
}

/** The BMC of the node, as Redfish describes it. */
export async function getManager(bmc: RedfishClient, operation: string): Promise<Resource<Manager>> {
  return shaped(bmc, await getManagerObject(bmc, operation), manager)
}

/**
 * The same with every property that it has, unchecked.
 * @param system the node's system, where it has just been read
 */
export function getManagerObject(
  bmc: RedfishClient,
  operation: string,
  system?: Resource<JsonObject>,
): Promise<Resource<JsonObject>> {
  return fromMemory(bmc, memoryKey(bmc), {
    find: (finding) => findManager(finding, operation, system),
    use: (path) => readObject(bmc, operation, path),
  })
}

/** The same; undefined where the system names no manager, or one that is not there: what does not hang on it stands. */
export async function managerIfAny(
  bmc: RedfishClient,
  operation: string,
  system: Resource<JsonObject>,
): Promise<Resource<JsonObject> | undefined> {
  try {
    return await getManagerObject(bmc, operation, system)
  } catch (thrown) {
    if (factsOf(thrown).kind !== 'unsupported' && !isNotFound(thrown)) throw thrown
    return undefined
  }
}

import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { actions } from './action.ts'
import { type RedfishClient, type Resource, read } from './resource.ts'
import { getSystem } from './system.ts'

const manager = z.object({
  PowerState: z.string().nullish(),
  Status: z.object({ State: z.string().nullish() }).nullish(),
  Actions: actions,
})

/** What is used of Manager (DSP2046). */
export type Manager = z.infer<typeof manager>

/**
 * Where the BMC of the node is: the manager that its system says it is managed by. Remembered with the session.
 * @throws HwctlError `unsupported` where the system names none.
 */
export async function managerPath(bmc: RedfishClient, operation: string): Promise<string> {
  const key = `manager ${bmc.system ?? ''}`
  const remembered = bmc.session.memory.get(key)
  if (typeof remembered === 'string') return remembered
  const { data } = await getSystem(bmc, operation)
  const path = data.Links?.ManagedBy[0]
  if (path === undefined)
    throw new HwctlError({ kind: 'unsupported', what: 'the BMC itself: the system names no manager' })
  bmc.session.memory.set(key, path)
  return path
}

/** The BMC of the node, as Redfish describes it. */
export async function getManager(bmc: RedfishClient, operation: string): Promise<Resource<Manager>> {
  return read(bmc, operation, await managerPath(bmc, operation), manager)
}

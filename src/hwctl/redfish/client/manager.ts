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
 * The BMC of the node: the manager that the system says it is managed by.
 * @throws HwctlError `unsupported` where the system names none.
 */
export async function getManager(bmc: RedfishClient, operation: string): Promise<Resource<Manager>> {
  const key = `manager ${bmc.system ?? ''}`
  let path = bmc.session.memory.get(key)
  if (typeof path !== 'string') {
    const { data } = await getSystem(bmc, operation)
    path = data.Links?.ManagedBy?.[0]
    if (typeof path !== 'string')
      throw new HwctlError({ kind: 'unsupported', what: 'the BMC itself: the system names no manager' })
    bmc.session.memory.set(key, path)
  }
  return read(bmc, operation, path as string, manager)
}

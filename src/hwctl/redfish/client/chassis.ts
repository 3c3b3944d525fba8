import { z } from 'zod'
import { type RedfishClient, type Resource, read } from './resource.ts'

const chassis = z.object({ PowerState: z.string().nullish() })

/** What is used of Chassis (DSP2046). */
export type Chassis = z.infer<typeof chassis>

/** One chassis. */
export function getChassis(bmc: RedfishClient, operation: string, path: string): Promise<Resource<Chassis>> {
  return read(bmc, operation, path, chassis)
}

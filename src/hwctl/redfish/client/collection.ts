import { z } from 'zod'
import { links, type RedfishClient, read } from './resource.ts'

const page = z.object({ Members: links, 'Members@odata.nextLink': z.string().nullish() })

/** Pages that one collection may have; a service whose pages go round in a circle is stopped here. */
const MAX_PAGES = 100

/** The paths of all members of a collection, page after page. */
export async function memberPaths(
  bmc: RedfishClient,
  operation: string,
  path: string,
): Promise<readonly string[]> {
  const members: string[] = []
  let next: string | null | undefined = path
  for (let pages = 0; next && pages < MAX_PAGES; pages++) {
    const { data }: { data: z.infer<typeof page> } = await read(bmc, operation, next, page)
    members.push(...data.Members)
    next = data['Members@odata.nextLink']
  }
  return members
}

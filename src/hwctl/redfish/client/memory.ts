import { isNotFound } from '../../flows/not-found.ts'
import { noteRead, type Remembered, remember, type Trail } from './naming.ts'
import type { RedfishClient, Resource } from './resource.ts'

/** What was found is taken for true for so long, in milliseconds, at most: not every BMC gives tags. */
const FOUND_MS = 3_600_000
/** And that something is not there: many a BMC tells of a host's parts only when it has started. */
const ABSENT_MS = 300_000

/**
 * Uses what was found out about a BMC before; where that is not there any more (404), it is found out again, once. It is forgotten
 * after an hour, with the session, and when one of the resources that it was found by is read with another ETag.
 * @param how.find follows links, with the client that it is given: what that reads is what it was found by
 */
export async function fromMemory<Found, T>(
  bmc: RedfishClient,
  key: string,
  how: {
    readonly find: (finding: RedfishClient) => Promise<Found>
    readonly use: (found: Found) => Promise<T>
  },
): Promise<T> {
  const { memory } = bmc.session
  const remembered = memory.get(key) as Remembered | undefined
  if (remembered && isYounger(remembered.at, FOUND_MS)) {
    follow(bmc, remembered.trail)
    try {
      return await how.use(remembered.found as Found)
    } catch (thrown) {
      if (!isNotFound(thrown)) throw thrown
      memory.delete(key)
    }
  }
  return how.use(await findAnew(bmc, key, how.find))
}

/** The same for what is only wanted to be known. */
export async function known<Found>(
  bmc: RedfishClient,
  key: string,
  find: (finding: RedfishClient) => Promise<Found>,
): Promise<Found> {
  return fromMemory(bmc, key, { find, use: async (found) => found })
}

async function findAnew<Found>(
  bmc: RedfishClient,
  key: string,
  find: (finding: RedfishClient) => Promise<Found>,
): Promise<Found> {
  const trail: Trail = new Map()
  const found = await find({ ...bmc, trail })
  remember(bmc, key, { found, trail, at: performance.now() })
  follow(bmc, trail)
  return found
}

function isYounger(at: number, thanMs: number): boolean {
  return performance.now() - at < thanMs
}

/** What is found by what is remembered hangs on the same resources. */
function follow({ trail }: RedfishClient, more: ReadonlyMap<string, string>): void {
  if (trail) for (const [path, etag] of more) trail.set(path, etag)
}

/** Links are found in a resource that has been read before. */
export function foundIn<T extends Resource<unknown>>(finding: RedfishClient, resource: T): T {
  noteRead(finding, resource)
  return resource
}

/**
 * What a link leads to; nothing where it leads nowhere (404), which is not asked again for five minutes. That something is gone
 * which was there before is thrown, once: what is remembered of the BMC is out of date then.
 */
export async function ifThere<T>(
  bmc: RedfishClient,
  path: string | undefined,
  readIt: (path: string) => Promise<T>,
): Promise<T | undefined> {
  if (path === undefined) return undefined
  const { memory } = bmc.session
  const [there, absent] = [`there ${path}`, `absent ${path}`]
  const since = memory.get(absent) as number | undefined
  if (since !== undefined && isYounger(since, ABSENT_MS)) return undefined
  try {
    const read = await readIt(path)
    memory.set(there, true)
    memory.delete(absent)
    return read
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown
    if (memory.delete(there)) throw thrown
    memory.set(absent, performance.now())
    return undefined
  }
}

import { isNotFound, type RedfishClient } from './resource.ts'

/**
 * Uses what was found out about a BMC before, for as long as its session lasts; where that is not there any more (404), it is
 * found out again, once.
 */
export async function fromMemory<Found, T>(
  bmc: RedfishClient,
  key: string,
  how: { readonly find: () => Promise<Found>; readonly use: (found: Found) => Promise<T> },
): Promise<T> {
  const { memory } = bmc.session
  if (memory.has(key)) {
    try {
      return await how.use(memory.get(key) as Found)
    } catch (thrown) {
      if (!isNotFound(thrown)) throw thrown
      memory.delete(key)
    }
  }
  const found = await how.find()
  memory.set(key, found)
  return how.use(found)
}

/** The same for what is only wanted to be known, and does not go out of date while the session lasts. */
export async function known<Found>(
  bmc: RedfishClient,
  key: string,
  find: () => Promise<Found>,
): Promise<Found> {
  const { memory } = bmc.session
  if (memory.has(key)) return memory.get(key) as Found
  const found = await find()
  memory.set(key, found)
  return found
}

/**
 * What a link leads to; nothing where it leads nowhere (404), which is not asked again while the session lasts. That something is
 * gone which was there before is thrown, once: what is remembered of the BMC is out of date then.
 */
export async function ifThere<T>(
  bmc: RedfishClient,
  path: string | undefined,
  readIt: (path: string) => Promise<T>,
): Promise<T | undefined> {
  if (path === undefined) return undefined
  const { memory } = bmc.session
  const key = `there ${path}`
  if (memory.get(key) === false) return undefined
  try {
    const read = await readIt(path)
    memory.set(key, true)
    return read
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown
    if (memory.delete(key)) throw thrown
    memory.set(key, false)
    return undefined
  }
}

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

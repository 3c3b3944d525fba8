import pLimit, { type LimitFunction } from 'p-limit'
import type { Session } from '../../../rest/session.ts'
import type { RedfishClient } from './resource.ts'

/** Resources of one BMC that are read at the same time: it is a small machine. */
export const READS_AT_ONCE = 4

/** One bound for all nodes that share a BMC. */
const BOUNDS = new WeakMap<Session, LimitFunction>()

/** Works on several resources of one BMC at the same time, a bounded number of them; answers come in the order of what was asked. */
export function inParallel<T, R>(
  { session }: RedfishClient,
  things: readonly T[],
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const bound = BOUNDS.get(session) ?? pLimit(READS_AT_ONCE)
  BOUNDS.set(session, bound)
  return Promise.all(things.map((thing) => bound(() => work(thing))))
}

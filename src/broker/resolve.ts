import type { NodeStore } from '../nodes/node-store.ts'
import { expandNoderange } from '../nodes/noderange/expand.ts'
import { resolveNodes } from '../nodes/resolve.ts'
import { StoreDirectory } from '../nodes/store-directory.ts'
import type { Resolved } from './dispatch.ts'

/**
 * A noderange to the nodes that can be reached, and why the others cannot.
 * @throws HwctlError `usage` for a noderange that makes no sense: nothing is run then.
 */
export async function resolve(
  store: NodeStore,
  noderange: string,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Resolved> {
  const names = expandNoderange(noderange, new StoreDirectory(store), cwd)
  const resolutions = await resolveNodes(store, names, { env })
  return {
    nodes: resolutions.flatMap((one) => ('info' in one ? [one.info] : [])),
    failures: resolutions.flatMap((one) => ('error' in one ? [{ node: one.name, error: one.error }] : [])),
  }
}

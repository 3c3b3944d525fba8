import { usageError } from '../core/command.ts'
import type { NodeStore } from '../nodes/node-store.ts'
import { expandNoderange } from '../nodes/noderange/expand.ts'
import { resolveNodes } from '../nodes/resolve.ts'
import { StoreDirectory } from '../nodes/store-directory.ts'
import type { Resolved } from './dispatch.ts'

/** Who asks: relative file names and references to passwords are read as he would read them. */
export interface Asker {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Ends commands that fetch passwords. */
  readonly signal?: AbortSignal
}

/**
 * A noderange to the nodes that can be reached, and why the others cannot.
 * @throws HwctlError `usage` for a noderange that makes no sense: nothing is run then.
 */
export async function resolve(
  store: NodeStore,
  noderange: string,
  { cwd, env, signal }: Asker,
): Promise<Resolved> {
  const names = expandNoderange(noderange, new StoreDirectory(store), cwd)
  if (names.length === 0) throw usageError(`No node is named by the noderange: ${noderange}`)
  const resolutions = await resolveNodes(store, names, { env, ...(signal && { signal }) })
  return {
    nodes: resolutions.flatMap((one) => ('info' in one ? [one.info] : [])),
    failures: resolutions.flatMap((one) => ('error' in one ? [{ node: one.name, error: one.error }] : [])),
  }
}

import { usageError } from '../core/command.ts'
import type { NodeName } from '../core/node.ts'
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
export async function resolve(store: NodeStore, noderange: string, asker: Asker): Promise<Resolved> {
  const names = expandNoderange(noderange, new StoreDirectory(store), asker.cwd)
  if (names.length === 0) throw usageError(`No node is named by the noderange: ${noderange}`)
  return resolveNames(store, names, asker)
}

/** These nodes as far as they can be reached, and why the others cannot. */
export async function resolveNames(
  store: NodeStore,
  names: readonly NodeName[],
  { env, signal }: Asker,
): Promise<Resolved> {
  const resolutions = await resolveNodes(store, names, { env, ...(signal && { signal }) })
  return {
    nodes: resolutions.flatMap((one) => ('info' in one ? [one.info] : [])),
    failures: resolutions.flatMap((one) => ('error' in one ? [{ node: one.name, error: one.error }] : [])),
  }
}

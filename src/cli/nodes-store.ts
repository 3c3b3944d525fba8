import type { NodeName } from '../core/node.ts'
import { openHome } from '../nodes/home.ts'
import { type NodeStore, openStore } from '../nodes/node-store.ts'
import { expandNoderange } from '../nodes/noderange/expand.ts'
import { StoreDirectory } from '../nodes/store-directory.ts'
import type { CliContext } from './context.ts'

/** The node store of whoever runs this. */
export function openContextStore({ env }: CliContext): NodeStore {
  return openStore(openHome(env))
}

/** The nodes of a noderange on the command line. */
export function nodesOf(store: NodeStore, noderange: string, { cwd }: CliContext): readonly NodeName[] {
  return expandNoderange(noderange, new StoreDirectory(store), cwd)
}

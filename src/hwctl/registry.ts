import type { Executor } from '../core/lifecycle.ts'
import { loaded } from '../core/loaded.ts'
import type { ProtocolName } from '../core/node.ts'
import type { RestProtocol } from '../rest/protocol.ts'

/** How that protocol connects. */
export function loadProtocol(name: ProtocolName): Promise<RestProtocol> {
  const loaded = LOADED.get(name) ?? importProtocol(name)
  LOADED.set(name, loaded)
  return loaded
}

/** Even of a module that is there, an import resolves its name again; here it is asked for once a node. */
const LOADED = new Map<ProtocolName, Promise<RestProtocol>>()

async function importProtocol(name: ProtocolName): Promise<RestProtocol> {
  const { protocol }: { readonly protocol: RestProtocol } = await loaded(import(`./${name}/protocol.ts`))
  return protocol
}

/** That protocol's way to do that capability: the file of the capability's name in the protocol's folder. */
export async function loadExecutor(protocol: ProtocolName, capability: string): Promise<Executor> {
  const module: { readonly default: Executor } = await loaded(import(`./${protocol}/${capability}.ts`))
  return module.default
}

import type { Protocol } from '../core/lifecycle.ts'
import type { Credentials, NodeInfo } from '../core/node.ts'
import type { Rest } from './rest.ts'
import type { Authentication, Session } from './session.ts'

/** A protocol that is spoken over HTTPS: a session outlives calls, a client is one call's view of it. */
export interface RestProtocol<Client = unknown> extends Protocol<Client> {
  /** Whether the BMC at the other end speaks this protocol; asks without logging in. */
  speaks(rest: Rest, signal: AbortSignal): Promise<boolean>
  authentication(who: Credentials): Authentication
  client(session: Session, node: NodeInfo, signal: AbortSignal): Client
}

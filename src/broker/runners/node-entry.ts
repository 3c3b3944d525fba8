import type { NodeInfo } from '../../core/node.ts'

/** A node as it is sent to where it is worked on: the one place that its password leaves the process by. */
export function nodeEntry(node: NodeInfo) {
  const { bmc, port, protocol, system, tls, tlsLevel: tlslevel, username } = node
  const pending = node.pendingPassword?.reveal()
  return {
    ...{ bmc, port, protocol, system, tls, tlslevel, username, password: node.password.reveal() },
    ...(pending !== undefined && { pendingpassword: pending }),
  }
}

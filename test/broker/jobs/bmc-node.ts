import { type NodeInfo, type NodeName, Secret } from '../../../src/core/node.ts'

/** A node with that BMC. */
export function bmcNode(name: string, bmc: string): NodeInfo {
  return {
    name: name as NodeName,
    protocol: 'openbmc',
    bmc,
    port: 443,
    username: 'root',
    password: new Secret('topsecret'),
    tls: 'off',
    tlsLevel: 2,
  }
}

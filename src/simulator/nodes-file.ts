import type { SimulatedBmc } from './bmc.ts'

/** The nodes of a fleet as a YAML file for `hwctl nodes apply -f`: one line a node. */
export function nodesFile(bmcs: readonly SimulatedBmc[]): string {
  return ['# Simulated BMCs: hwctl nodes apply -f THIS-FILE', 'nodes:', ...bmcs.map(nodeLine), ''].join('\n')
}

/** The groups that a simulated node belongs to. */
export function groupsOf({ protocol, flavour, family }: SimulatedBmc): readonly string[] {
  return [
    'sim',
    protocol === 'openbmc' ? 'simrest' : 'simredfish',
    flavour ?? (family === 'openbmc' ? 'bmcstock' : (family ?? '')),
  ]
}

function nodeLine(bmc: SimulatedBmc): string {
  const attributes = {
    bmc: bmc.address,
    port: bmc.port,
    protocol: bmc.protocol,
    username: bmc.username,
    password: bmc.password,
    ...(bmc.certificate.isOld && { tlslevel: 0 }),
    groups: groupsOf(bmc),
  }
  const pairs = Object.entries(attributes).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return `  ${bmc.name}: { ${pairs.join(', ')} }`
}

import { z } from 'zod'
import { get, lastPart, malformed, type OpenBmcClient, post, put } from './request.ts'

const stateTree = z.record(z.string(), z.record(z.string(), z.unknown()))

/** The states of host, chassis and BMC as the BMC words them; absent where it has no such object. */
export interface States {
  readonly host?: string
  readonly chassis?: string
  readonly bmc?: string
}

/** GET /state/enumerate */
export async function listStates(bmc: OpenBmcClient, operation = 'list_power_states'): Promise<States> {
  const tree = stateTree.safeParse(await get(bmc, operation, '/state/enumerate'))
  if (!tree.success)
    throw malformed(bmc.session.rest, '/xyz/openbmc_project/state/enumerate', 'not a map of objects')
  const host = property(tree.data, '/host0', 'CurrentHostState')
  const chassis = property(tree.data, '/chassis0', 'CurrentPowerState')
  const bmcState = property(tree.data, '/bmc0', 'CurrentBMCState')
  return { ...(host && { host }), ...(chassis && { chassis }), ...(bmcState && { bmc: bmcState }) }
}

function property(tree: z.infer<typeof stateTree>, end: string, name: string): string | undefined {
  for (const [path, properties] of Object.entries(tree))
    if (path.endsWith(end)) return lastPart(properties[name])
  return undefined
}

/** PUT /state/host0/attr/RequestedHostTransition */
export function requestHostTransition(bmc: OpenBmcClient, transition: 'On' | 'Off'): Promise<void> {
  const value = `xyz.openbmc_project.State.Host.Transition.${transition}`
  return put(bmc, 'set_power_state', '/state/host0/attr/RequestedHostTransition', value)
}

/** PUT /state/chassis0/attr/RequestedPowerTransition */
export function requestChassisOff(bmc: OpenBmcClient): Promise<void> {
  const value = 'xyz.openbmc_project.State.Chassis.Transition.Off'
  return put(bmc, 'set_power_state', '/state/chassis0/attr/RequestedPowerTransition', value)
}

/** PUT /state/bmc0/attr/RequestedBMCTransition */
export function requestBmcReboot(bmc: OpenBmcClient): Promise<void> {
  const value = 'xyz.openbmc_project.State.BMC.Transition.Reboot'
  return put(bmc, 'bmc_reset', '/state/bmc0/attr/RequestedBMCTransition', value)
}

/** POST /control/host0/nmi/action/NMI (phosphor-dbus-interfaces, Control/Host/NMI; absent on older images). */
export async function sendNmi(bmc: OpenBmcClient): Promise<void> {
  await post(bmc, 'nmi', '/control/host0/nmi/action/NMI', [])
}

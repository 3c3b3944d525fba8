import { get, lastPart, malformed, type OpenBmcClient, post, put, ROOT } from './request.ts'

/** The states of host, chassis and BMC as the BMC words them; absent where it has no such object. */
export interface States {
  readonly host?: string
  readonly chassis?: string
  readonly bmc?: string
}

type JsonObject = Readonly<Record<string, unknown>>

/** GET /state/enumerate. Only what is looked at is checked: this one answer is all of a warm `rpower stat`. */
export async function listStates(bmc: OpenBmcClient, operation = 'list_power_states'): Promise<States> {
  const tree = objectAt(bmc, 'enumerate', await get(bmc, operation, '/state/enumerate'))
  const host = stateOf(bmc, tree, 'host0', 'CurrentHostState')
  const chassis = stateOf(bmc, tree, 'chassis0', 'CurrentPowerState')
  const bmcState = stateOf(bmc, tree, 'bmc0', 'CurrentBMCState')
  return { ...(host && { host }), ...(chassis && { chassis }), ...(bmcState && { bmc: bmcState }) }
}

function stateOf(bmc: OpenBmcClient, tree: JsonObject, name: string, property: string): string | undefined {
  const properties = tree[`${ROOT}/state/${name}`]
  return properties === undefined ? undefined : lastPart(objectAt(bmc, name, properties)[property])
}

function objectAt({ session }: OpenBmcClient, name: string, value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw malformed(session.rest, `${ROOT}/state/${name}`, 'not an object')
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

/** GET /control/host0/nmi, which has no properties; 404 on older images. */
export async function getNmi(bmc: OpenBmcClient): Promise<void> {
  await get(bmc, 'nmi', '/control/host0/nmi')
}

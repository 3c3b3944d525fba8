import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { type BmcActions, bmcReboot } from '../flows/bmc-reboot.ts'
import { type PowerActions, restart, switchTo } from '../flows/power.ts'
import {
  type BmcReading,
  Power,
  type PowerReading,
  type PowerState,
  type PowerTarget,
} from '../managers/power.ts'
import { chooseType, resetAction, sendReset } from './client/action.ts'
import { getChassis } from './client/chassis.ts'
import { getManager } from './client/manager.ts'
import type { RedfishClient } from './client/resource.ts'
import { type ComputerSystem, getSystem } from './client/system.ts'
import { protocol } from './protocol.ts'
import { refusesWhatIsSo } from './quirks/refuses-what-is-so.ts'

/** Which ResetType a wish is, best first (DSP2046, Resource.ResetType). */
const RESET_TYPES = {
  on: ['On', 'ForceOn'],
  off: ['ForceOff'],
  softoff: ['GracefulShutdown'],
  nmi: ['Nmi'],
} as const satisfies Record<PowerTarget | 'nmi', readonly [string, ...string[]]>

/** Restarts that the service does by itself; without one of them it is off, confirmed, and on. */
const RESTART_TYPES = { reset: ['ForceRestart', 'PowerCycle'], cycle: ['PowerCycle'] } as const

/** Power over Redfish: resets of the ComputerSystem, as far as its service offers them. */
export default executor(Power, protocol, {
  getState: steps({
    plan: () => [GET_SYSTEM, 'GET its Chassis, when it is off'],
    look: ({ bmc }) => lookForState(bmc),
    run: ({ bmc }) => reading(bmc),
  }),
  setState: steps({
    plan: ({ target, waitMs, forceAfterMs }) => [
      GET_SYSTEM,
      `POST #ComputerSystem.Reset ${RESET_TYPES[target].join(' or ')}`,
      ...(waitMs === undefined && forceAfterMs === undefined ? [] : [`${GET_SYSTEM}, again and again`]),
      ...(forceAfterMs === undefined
        ? []
        : [`POST #ComputerSystem.Reset ForceOff, when not off after ${forceAfterMs / 1000} s`]),
    ],
    look: ({ bmc }, { target }) => chosenReset(bmc, target, RESET_TYPES[target]),
    run: (target, input) => switchTo(actionsOf(target.bmc), input, target),
  }),
  restart: steps({
    plan: ({ how }) => [
      GET_SYSTEM,
      `POST #ComputerSystem.Reset ${RESTART_TYPES[how === 'cycle' ? 'cycle' : 'reset'].join(' or ')}, when it is on`,
      'or, where that is not offered: ForceOff, GET until it is off, On',
      ...(how === 'boot' ? ['POST #ComputerSystem.Reset On, when it is off'] : []),
    ],
    look: ({ bmc }, { how }) => lookForRestart(bmc, how === 'cycle' ? 'cycle' : 'reset'),
    run: (target, input) => restart(actionsOf(target.bmc), input, target),
  }),
  interrupt: steps({
    plan: () => [GET_SYSTEM, 'POST #ComputerSystem.Reset Nmi'],
    look: ({ bmc }) => chosenReset(bmc, 'nmi', RESET_TYPES.nmi),
    async run({ bmc }) {
      await reset(bmc, 'nmi', RESET_TYPES.nmi, false)
      return { interrupted: true }
    },
  }),
  getBmcState: steps({
    plan: () => [GET_SYSTEM, 'GET its Manager'],
    look: ({ bmc }) => lookForBmcState(bmc),
    run: ({ bmc }) => bmcState(bmc),
  }),
  rebootBmc: steps({
    look: ({ bmc }) => chosenBmcReset(bmc),
    plan: () => [GET_SYSTEM, 'GET its Manager', `POST #Manager.Reset ${BMC_RESET_TYPES.join(' or ')}`],
    run: (target, input) => bmcReboot(bmcActionsOf(target.bmc), input, target),
  }),
})

const GET_SYSTEM = 'GET the ComputerSystem'
const BMC_RESET_TYPES = ['GracefulRestart', 'ForceRestart'] as const

/** What can be done to the power of the machine. */
export function actionsOf(bmc: RedfishClient): PowerActions {
  return {
    read: () => hostReading(bmc),
    act: (target, watched) =>
      reset(bmc, target, RESET_TYPES[target], watched).catch((thrown: unknown) =>
        refused(bmc, target, thrown),
      ),
    async restart(how, watched) {
      const { data } = await getSystem(bmc, 'set_power_state')
      const action = await resetAction(bmc, 'set_power_state', data.Actions?.['#ComputerSystem.Reset'])
      const type = RESTART_TYPES[how].find((wanted) => action?.types?.includes(wanted))
      if (!action || type === undefined) return false
      await sendReset(bmc, 'set_power_state', { target: action.target, type }, watched)
      return true
    },
  }
}

/** What can be done to the BMC itself. */
export function bmcActionsOf(bmc: RedfishClient): BmcActions {
  return { reboot: () => rebootBmc(bmc), read: () => bmcState(bmc) }
}

/** What was refused because it is so already, or is becoming so, is done; any other refusal with such a status is one, and the state that is read tells. */
async function refused(bmc: RedfishClient, target: PowerTarget, thrown: unknown): Promise<void> {
  const facts = factsOf(thrown)
  if (facts.kind !== 'bmc' || !refusesWhatIsSo.statuses.some((one) => one === facts.status)) throw thrown
  const { state } = await hostReading(bmc)
  if (!SO[target].includes(state)) throw thrown
}

/** States in which nothing is left to ask for; what is shutting down can still lose its power at once. */
const SO: Readonly<Record<PowerTarget, readonly PowerState[]>> = {
  on: ['on', 'powering-on'],
  off: ['off'],
  softoff: ['off', 'powering-off'],
}

async function reset(
  bmc: RedfishClient,
  what: string,
  wanted: readonly [string, ...string[]],
  watched: boolean,
): Promise<void> {
  await sendReset(bmc, 'set_power_state', await chosenReset(bmc, what, wanted), watched)
}

async function chosenReset(bmc: RedfishClient, what: string, wanted: readonly [string, ...string[]]) {
  const { data } = await getSystem(bmc, 'set_power_state')
  const action = await resetAction(bmc, 'set_power_state', data.Actions?.['#ComputerSystem.Reset'])
  return chooseType(action, `${what} over redfish`, wanted)
}

/** ComputerSystem.PowerState (DSP2046). */
const STATES: Readonly<Record<string, PowerState>> = {
  On: 'on',
  Off: 'off',
  PoweringOn: 'powering-on',
  PoweringOff: 'powering-off',
  Paused: 'paused',
}

function stateOf({ PowerState }: ComputerSystem): PowerReading {
  const host = PowerState ?? 'None'
  return { state: STATES[host] ?? 'unexpected', reported: { host } }
}

/** While the power is being changed the system alone counts: many a chassis stays on for ever. */
export async function hostReading(bmc: RedfishClient): Promise<PowerReading> {
  return stateOf((await getSystem(bmc, 'list_power_states')).data)
}

async function reading(bmc: RedfishClient): Promise<PowerReading> {
  const { data } = await getSystem(bmc, 'list_power_states')
  const host = stateOf(data)
  if (host.state !== 'off') return host
  const chassis = await chassisPower(bmc, data)
  return {
    state: chassis === 'On' ? 'on-chassis' : 'off',
    reported: { ...host.reported, ...(chassis && { chassis }) },
  }
}

async function chassisPower(bmc: RedfishClient, system: ComputerSystem): Promise<string | undefined> {
  const path = system.Links?.Chassis[0]
  if (path === undefined) return undefined
  try {
    return (await getChassis(bmc, 'list_power_states', path)).data.PowerState ?? undefined
  } catch (thrown) {
    if (factsOf(thrown).kind !== 'bmc') throw thrown
    return undefined // a chassis that cannot be read says nothing about the system, which is off
  }
}

/** Manager.Status.State, or its PowerState where the service has no status. */
async function bmcState(bmc: RedfishClient): Promise<BmcReading> {
  const { data } = await getManager(bmc, 'get_bmc_state')
  const reported = data.Status?.State ?? data.PowerState ?? 'None'
  return { ready: reported === 'Enabled' || reported === 'On', reported }
}

async function rebootBmc(bmc: RedfishClient): Promise<void> {
  await sendReset(bmc, 'bmc_reset', await chosenBmcReset(bmc), true)
}

async function chosenBmcReset(bmc: RedfishClient) {
  const { data } = await getManager(bmc, 'bmc_reset')
  const action = await resetAction(bmc, 'bmc_reset', data.Actions?.['#Manager.Reset'])
  return chooseType(action, 'BMC reboot over redfish', BMC_RESET_TYPES)
}

async function lookForState(bmc: RedfishClient): Promise<void> {
  const { PowerState } = (await getSystem(bmc, 'list_power_states')).data
  if (PowerState == null) throw new HwctlError({ kind: 'unsupported', what: 'power state over redfish' })
}

/** It restarts by itself, or it is switched off and on. */
async function lookForRestart(bmc: RedfishClient, how: keyof typeof RESTART_TYPES): Promise<void> {
  const { data } = await getSystem(bmc, 'set_power_state')
  const action = await resetAction(bmc, 'set_power_state', data.Actions?.['#ComputerSystem.Reset'])
  if (RESTART_TYPES[how].some((type) => action?.types?.includes(type))) return
  for (const wanted of ['off', 'on'] as const) chooseType(action, `${how} over redfish`, RESET_TYPES[wanted])
}

async function lookForBmcState(bmc: RedfishClient): Promise<void> {
  const { Status, PowerState } = (await getManager(bmc, 'get_bmc_state')).data
  if (Status?.State == null && PowerState == null)
    throw new HwctlError({ kind: 'unsupported', what: 'state of the BMC over redfish' })
}

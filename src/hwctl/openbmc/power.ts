import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { bmcReboot } from '../flows/bmc-reboot.ts'
import { isNotFound } from '../flows/not-found.ts'
import { type PowerActions, restart, switchTo } from '../flows/power.ts'
import { type BmcReading, Power, type PowerReading, type PowerState } from '../managers/power.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import {
  getNmi,
  listStates,
  requestBmcReboot,
  requestChassisOff,
  requestHostTransition,
  type States,
  sendNmi,
} from './client/state.ts'
import { protocol } from './protocol.ts'

/** Power over OpenBMC's REST: the chassis gives the power, the host runs on it. */
export default executor(Power, protocol, {
  getState: steps({
    plan: () => [GET_STATE],
    look: ({ bmc }) => lookFor(bmc, 'chassis'),
    run: async ({ bmc }) => readingOf(await listStates(bmc)),
  }),
  setState: steps({
    plan: ({ target, waitMs, forceAfterMs }) => [
      PUTS[target],
      ...(waitMs === undefined && forceAfterMs === undefined ? [] : [`${GET_STATE}, again and again`]),
      ...(forceAfterMs === undefined ? [] : [`${PUTS.off}, when not off after ${forceAfterMs / 1000} s`]),
    ],
    look: ({ bmc }, { target }) => lookFor(bmc, target === 'off' ? 'chassis' : 'host'),
    run: (target, input) => switchTo(actionsOf(target.bmc), input, target),
  }),
  restart: steps({
    plan: ({ how }) => [
      GET_STATE,
      `${PUTS.off}, when it is on`,
      `${GET_STATE}, again and again until it is off`,
      how === 'boot' ? PUTS.on : `${PUTS.on}, when it was on`,
    ],
    look: ({ bmc }) => lookFor(bmc, 'chassis', 'host'),
    run: (target, input) => restart(actionsOf(target.bmc), input, target),
  }),
  interrupt: steps({
    plan: () => [`POST ${ROOT}/control/host0/nmi/action/NMI`],
    look: ({ bmc }) => getNmi(bmc).catch(nmiIsAbsent),
    async run({ bmc }) {
      await sendNmi(bmc).catch(nmiIsAbsent)
      return { interrupted: true }
    },
  }),
  getBmcState: steps({
    plan: () => [GET_STATE],
    look: ({ bmc }) => lookFor(bmc, 'bmc'),
    run: ({ bmc }) => bmcState(bmc),
  }),
  rebootBmc: steps({
    plan: () => [`PUT ${ROOT}/state/bmc0/attr/RequestedBMCTransition Reboot`],
    look: ({ bmc }) => lookFor(bmc, 'bmc'),
    run: (target, input) =>
      bmcReboot(
        { reboot: () => requestBmcReboot(target.bmc), read: () => bmcState(target.bmc) },
        input,
        target,
      ),
  }),
})

const GET_STATE = `GET ${ROOT}/state/enumerate`
const PUTS = {
  on: `PUT ${ROOT}/state/host0/attr/RequestedHostTransition On`,
  off: `PUT ${ROOT}/state/chassis0/attr/RequestedPowerTransition Off`,
  softoff: `PUT ${ROOT}/state/host0/attr/RequestedHostTransition Off`,
} as const

/** Power as flows ask for it. */
export function actionsOf(bmc: OpenBmcClient): PowerActions {
  return {
    read: async () => readingOf(await listStates(bmc)),
    act: (target) => {
      switch (target) {
        case 'on':
          return requestHostTransition(bmc, 'On')
        case 'off':
          return requestChassisOff(bmc)
        case 'softoff':
          return requestHostTransition(bmc, 'Off')
      }
    },
  }
}

/** Host states of a chassis that has power. */
const HOST_STATES: Readonly<Record<string, PowerState>> = {
  Running: 'on',
  Off: 'on-chassis',
  Quiesced: 'quiesced',
}

function readingOf({ host, chassis }: States): PowerReading {
  const reported = { ...(host && { host }), ...(chassis && { chassis }) }
  if (chassis === 'Off') return { state: 'off', reported }
  if (chassis !== 'On') return { state: 'unexpected', reported: { chassis: chassis ?? 'None' } }
  return { state: HOST_STATES[host ?? ''] ?? 'unexpected', reported: { host: host ?? 'None', chassis } }
}

/** Whether the BMC is ready, in its own word too. */
export async function bmcState(bmc: OpenBmcClient): Promise<BmcReading> {
  const reported = (await listStates(bmc, 'get_bmc_state')).bmc ?? 'None'
  return { ready: reported === 'Ready', reported }
}

/** Images without xyz.openbmc_project.Control.Host.NMI answer 404. */
function nmiIsAbsent(thrown: unknown): never {
  if (isNotFound(thrown)) throw new HwctlError({ kind: 'unsupported', what: 'nmi' }, thrown)
  throw thrown
}

/** @throws HwctlError `unsupported` where the BMC does not have the objects for it */
async function lookFor(bmc: OpenBmcClient, ...objects: readonly (keyof States)[]): Promise<void> {
  const states = await listStates(bmc)
  const absent = objects.filter((name) => states[name] === undefined)
  if (absent.length > 0)
    throw new HwctlError({ kind: 'unsupported', what: `state of ${absent.join(' and ')} over openbmc` })
}

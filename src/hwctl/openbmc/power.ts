import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor } from '../../core/lifecycle.ts'
import { type PowerActions, restart, switchTo } from '../flows/power.ts'
import { type BmcReading, Power, type PowerReading, type PowerState } from '../managers/power.ts'
import { bmcReboot } from '../flows/bmc-reboot.ts'
import type { OpenBmcClient } from './client/request.ts'
import { listStates, requestBmcReboot, requestChassisOff, requestHostTransition, sendNmi, type States } from './client/state.ts'
import { protocol } from './protocol.ts'

/** Power over OpenBMC's REST: the chassis gives the power, the host runs on it. */
export default executor(Power, protocol, {
  getState: async ({ bmc }) => readingOf(await listStates(bmc)),
  setState: (target, input) => switchTo(actionsOf(target.bmc), input, target),
  restart: (target, input) => restart(actionsOf(target.bmc), input, target),
  async interrupt({ bmc }) {
    await sendNmi(bmc).catch(nmiIsAbsent)
    return { interrupted: true }
  },
  getBmcState: ({ bmc }) => bmcState(bmc),
  rebootBmc: (target, input) =>
    bmcReboot({ reboot: () => requestBmcReboot(target.bmc), read: () => bmcState(target.bmc) }, input, target),
})

function actionsOf(bmc: OpenBmcClient): PowerActions {
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

async function bmcState(bmc: OpenBmcClient): Promise<BmcReading> {
  const reported = (await listStates(bmc, 'get_bmc_state')).bmc ?? 'None'
  return { ready: reported === 'Ready', reported }
}

/** Images without xyz.openbmc_project.Control.Host.NMI answer 404. */
function nmiIsAbsent(thrown: unknown): never {
  const facts = factsOf(thrown)
  if (facts.kind === 'bmc' && facts.status === 404) throw new HwctlError({ kind: 'unsupported', what: 'nmi' }, thrown)
  throw thrown
}

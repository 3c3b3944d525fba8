import type { SimulatedBmc } from '../bmc.ts'
import type { HostState } from '../machine.ts'
import { type DbusObject, enumeration } from './dbus-object.ts'

const STATE = 'xyz.openbmc_project.State'

/** A host that starts or stops shows its old state until it is there. */
const HOST_WORD = {
  Off: 'Off',
  PoweringOn: 'Off',
  Running: 'Running',
  PoweringOff: 'Running',
  Quiesced: 'Quiesced',
  DiagnosticMode: 'DiagnosticMode',
} as const satisfies Record<HostState, string>

const HOST_TRANSITIONS = ['Off', 'On', 'Reboot', 'ForceWarmReboot', 'GracefulWarmReboot'] as const

/** /state/bmc0, /state/chassis0 and /state/host0. */
export const STATE_OBJECTS: Readonly<Record<string, DbusObject>> = {
  '/xyz/openbmc_project/state/bmc0': {
    properties: (bmc) => ({
      CurrentBMCState: `${STATE}.BMC.BMCState.${bmc.bmcState === 'Ready' ? 'Ready' : 'NotReady'}`,
      LastRebootCause: `${STATE}.BMC.RebootCause.POR`,
      LastRebootTime: bmc.presence.startedAt,
      RequestedBMCTransition: `${STATE}.BMC.Transition.None`,
    }),
    writers: {
      RequestedBMCTransition: enumeration(
        `${STATE}.BMC.Transition`,
        ['Reboot', 'HardReboot', 'None'],
        (bmc, word) => {
          bmc.seen.sawPowerAction('RequestedBMCTransition', word)
          if (word !== 'None') bmc.presence.rebootSoon()
        },
      ),
    },
  },
  '/xyz/openbmc_project/state/chassis0': {
    properties: ({ machine }) => ({
      CurrentPowerState: `${STATE}.Chassis.PowerState.${machine.chassis}`,
      CurrentPowerStatus: `${STATE}.Chassis.PowerStatus.Good`,
      LastStateChangeTime: 1795341122000,
      POHCounter: 1234,
      RequestedPowerTransition: `${STATE}.Chassis.Transition.${machine.chassis}`,
    }),
    writers: {
      RequestedPowerTransition: enumeration(
        `${STATE}.Chassis.Transition`,
        ['On', 'Off', 'PowerCycle'],
        (bmc, word) => {
          bmc.seen.sawPowerAction('RequestedPowerTransition', word)
          if (word === 'PowerCycle') bmc.machine.cycle()
          else if (word === 'Off') bmc.machine.off()
          else bmc.machine.chassisOn()
        },
      ),
    },
  },
  '/xyz/openbmc_project/state/host0': {
    properties: ({ machine }) => ({
      AllowedHostTransitions: HOST_TRANSITIONS.map((word) => `${STATE}.Host.Transition.${word}`),
      AttemptsLeft: 3,
      BootProgress: `${STATE}.Boot.Progress.ProgressStages.${machine.host === 'Running' ? 'OSRunning' : 'Unspecified'}`,
      BootProgressLastUpdate: 0,
      CurrentHostState: `${STATE}.Host.HostState.${HOST_WORD[machine.host]}`,
      OperatingSystemState: `${STATE}.OperatingSystem.Status.OSStatus.${machine.host === 'Running' ? 'Standby' : 'Inactive'}`,
      RequestedHostTransition: `${STATE}.Host.Transition.${requestedTransition(machine.host)}`,
      RestartCause: `${STATE}.Host.RestartCause.Unknown`,
      RetryAttempts: 3,
    }),
    writers: {
      RequestedHostTransition: enumeration(`${STATE}.Host.Transition`, HOST_TRANSITIONS, (bmc, word) => {
        bmc.seen.sawPowerAction('RequestedHostTransition', word)
        HOST_EFFECT[word](bmc)
      }),
    },
  },
}

const HOST_EFFECT = {
  On: ({ machine }) => machine.on(),
  Off: ({ machine }) => machine.softOff(),
  Reboot: ({ machine }) => machine.cycle(),
  ForceWarmReboot: ({ machine }) => machine.restart('forced'),
  GracefulWarmReboot: ({ machine }) => machine.restart('graceful'),
} as const satisfies Record<(typeof HOST_TRANSITIONS)[number], (bmc: SimulatedBmc) => void>

function requestedTransition(host: HostState): 'On' | 'Off' {
  return host === 'Off' || host === 'PoweringOff' ? 'Off' : 'On'
}

import type { JsonObject } from '../message.ts'
import { OPENBMC_CONFIG } from './config-traits.ts'
import { OPENBMC_PARTS } from './family-parts.ts'
import type { FamilyTraits } from './family-traits.ts'
import { OPENBMC_FIRMWARE } from './firmware-traits.ts'
import { OPENBMC_REGISTRY } from './message-registry.ts'
import { openBmcLogs } from './openbmc-logs.ts'
import { type Problem, problem } from './problem.ts'

/** Stock OpenBMC 2.15, bmcweb: ActionInfo, an ETag header on everything, 204 without a body. */
export const openBmc: FamilyTraits = {
  redfishVersion: '1.17.0',
  system: 'system',
  manager: 'bmc',
  chassis: 'chassis',
  account: 'root',
  types: {
    root: '#ServiceRoot.v1_15_0.ServiceRoot',
    system: '#ComputerSystem.v1_16_0.ComputerSystem',
    manager: '#Manager.v1_14_0.Manager',
    chassis: '#Chassis.v1_22_0.Chassis',
  },
  hasContext: false,
  contentType: 'application/json',
  etag: { inHeader: true, inBody: false, isWeak: false },
  hasActionInfo: true,
  systemResets: [
    'On',
    'ForceOff',
    'ForceOn',
    'ForceRestart',
    'GracefulRestart',
    'GracefulShutdown',
    'PowerCycle',
    'Nmi',
  ],
  chassisResets: ['PowerCycle'],
  managerResets: ['GracefulRestart', 'ForceRestart'],
  bootTargets: ['None', 'Pxe', 'Hdd', 'Cd', 'Diags', 'BiosSetup', 'Usb'],
  bootModes: ['Legacy', 'UEFI'],
  config: OPENBMC_CONFIG,
  reportsPowerTransitions: true,
  powerLimit: 'fixed',
  certificate: { id: '1', showsText: true, inUse: 'at-once' },
  bios: {},
  features: { ExpandQuery: { ExpandAll: false, Levels: false, Links: false, NoLinks: false } },
  readings: 'sensors',
  indicator: 'led-and-active',
  parts: OPENBMC_PARTS,
  firmware: OPENBMC_FIRMWARE,
  systemExtras: { Manufacturer: 'Simulated', Model: 'SIM-2U-2S' },
  managerExtras: { Model: 'OpenBmc', PowerState: 'On' },
  chassisExtras: {},
  logOwner: 'system',
  logs: openBmcLogs,
  registry: OPENBMC_REGISTRY,
  eventStream: '/redfish/v1/EventService/SSE',
  sessionLimit: 64,
  sessionLimitStatus: 503,
  actionDone: { status: 204 },
  changeDone: { status: 204 },
  sessionEnded: { status: 200, body: { '@Message.ExtendedInfo': [extendedInfo(problem('Success'))] } },
  error: (status, found) => ({
    status,
    body: {
      error: {
        '@Message.ExtendedInfo': [extendedInfo(found)],
        code: `Base.1.13.0.${found.key}`,
        message: found.message,
      },
    },
  }),
  /** bmcweb hangs the message on the property and leaves `error` out. */
  propertyError: (property, found) => ({
    status: 400,
    body: { [`${property}@Message.ExtendedInfo`]: [extendedInfo(found)] },
  }),
  wrongResetType: 'ActionParameterNotSupported',
}

function extendedInfo({ key, message, resolution, args }: Problem): JsonObject {
  return {
    '@odata.type': '#Message.v1_1_1.Message',
    Message: message,
    MessageArgs: args,
    MessageId: `Base.1.13.0.${key}`,
    MessageSeverity: key === 'Success' ? 'OK' : 'Critical',
    Resolution: resolution,
  }
}

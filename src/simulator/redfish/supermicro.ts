import type { BmcReply, JsonObject } from '../message.ts'
import { SUPERMICRO_CONFIG } from './config-traits.ts'
import { SUPERMICRO_PARTS } from './family-parts.ts'
import type { FamilyTraits } from './family-traits.ts'
import { SUPERMICRO_FIRMWARE } from './firmware-traits.ts'
import { BASE_REGISTRY } from './message-registry.ts'
import { type Problem, problem } from './problem.ts'
import { supermicroLogs } from './supermicro-logs.ts'

/** Supermicro X10, Redfish 1.0.1: boot targets in words of its own, no boot mode, a manager that says nothing of its resets. */
export const supermicro: FamilyTraits = {
  redfishVersion: '1.0.1',
  system: '1',
  manager: '1',
  chassis: '1',
  account: '2',
  types: {
    root: '#ServiceRoot.v1_1_0.ServiceRoot',
    system: '#ComputerSystem.v1_3_0.ComputerSystem',
    manager: '#Manager.v1_3_2.Manager',
    chassis: '#Chassis.v1_4_0.Chassis',
  },
  hasContext: true,
  contentType: 'application/json; charset=utf-8',
  etag: { inHeader: false, inBody: true, isWeak: true },
  hasActionInfo: false,
  systemResets: ['On', 'ForceOff', 'GracefulShutdown', 'GracefulRestart', 'ForceRestart', 'Nmi', 'ForceOn'],
  chassisResets: [],
  bootTargets: [
    'None',
    'Pxe',
    'Hdd',
    'Diags',
    'CD/DVD',
    'BiosSetup',
    'FloppyRemovableMedia',
    'UsbKey',
    'UsbHdd',
    'UsbFloppy',
    'UsbCd',
    'UefiUsbKey',
    'UefiCd',
    'UefiHdd',
    'UefiUsbHdd',
    'UefiUsbCd',
  ],
  config: SUPERMICRO_CONFIG,
  reportsPowerTransitions: false,
  media: { path: '/redfish/v1/Managers/1/VM1', slots: [] },
  readings: 'thermal-and-power',
  indicator: 'led',
  parts: SUPERMICRO_PARTS,
  firmware: SUPERMICRO_FIRMWARE,
  systemExtras: {
    Manufacturer: 'Supermicro',
    Model: 'Super Server',
    SerialNumber: '          ',
  },
  managerExtras: { Model: 'ASPEED' },
  chassisExtras: { Manufacturer: 'Supermicro', Model: '' },
  logOwner: 'system',
  logs: supermicroLogs,
  registry: BASE_REGISTRY,
  sessionLimit: 16,
  sessionLimitStatus: 503,
  actionDone: { status: 200, body: success() },
  changeDone: { status: 200, body: success() },
  sessionEnded: { status: 200, body: success() },
  error,
  propertyError: (_property, found) => error(400, found),
  wrongResetType: 'PropertyValueNotInList',
}

function error(status: number, found: Problem): BmcReply {
  return {
    status,
    body: {
      error: {
        code: 'Base.v1_4_0.GeneralError',
        message: 'A general error has occurred. See ExtendedInfo for more information.',
        '@Message.ExtendedInfo': [extendedInfo(found)],
      },
    },
  }
}

function success(): JsonObject {
  return {
    Success: {
      code: 'Base.v1_4_0.Success',
      message: 'Successfully Completed Request.',
      '@Message.ExtendedInfo': [extendedInfo(problem('Success'))],
    },
  }
}

function extendedInfo({ key, message, resolution, args }: Problem): JsonObject {
  return {
    MessageId: `Base.v1_4_0.${key}`,
    Severity: key === 'Success' ? 'OK' : 'Warning',
    Resolution: resolution,
    Message: message,
    MessageArgs: args,
    RelatedProperties: [],
  }
}

import type { BmcReply, JsonObject } from '../message.ts'
import { DELL_CONFIG } from './config-traits.ts'
import { DELL_BIOS } from './dell-bios.ts'
import { dellLogs } from './dell-logs.ts'
import { DELL_PARTS } from './family-parts.ts'
import type { FamilyTraits } from './family-traits.ts'
import { DELL_FIRMWARE } from './firmware-traits.ts'
import { IDRAC_REGISTRY } from './message-registry.ts'
import { type Problem, problem } from './problem.ts'

/** Dell PowerEdge with iDRAC 9: long names, allowable values in place, ETags in header and body, 204 for resets and 200 for PATCH. */
export const dell: FamilyTraits = {
  redfishVersion: '1.18.0',
  product: { Product: 'Integrated Dell Remote Access Controller', Vendor: 'Dell' },
  system: 'System.Embedded.1',
  manager: 'iDRAC.Embedded.1',
  chassis: 'System.Embedded.1',
  account: '2',
  types: {
    root: '#ServiceRoot.v1_16_0.ServiceRoot',
    system: '#ComputerSystem.v1_20_1.ComputerSystem',
    manager: '#Manager.v1_18_0.Manager',
    chassis: '#Chassis.v1_23_0.Chassis',
  },
  hasContext: true,
  contentType: 'application/json;odata.metadata=minimal;charset=utf-8',
  etag: { inHeader: true, inBody: true, isWeak: false },
  hasActionInfo: false,
  systemResets: [
    'On',
    'ForceOff',
    'ForceRestart',
    'GracefulRestart',
    'GracefulShutdown',
    'PushPowerButton',
    'Nmi',
    'PowerCycle',
  ],
  chassisResets: ['On', 'ForceOff', 'PowerCycle'],
  managerResets: ['GracefulRestart'],
  bootTargets: [
    'None',
    'Pxe',
    'Floppy',
    'Cd',
    'Hdd',
    'BiosSetup',
    'Utilities',
    'UefiTarget',
    'SDCard',
    'UefiHttp',
  ],
  bootModes: ['Legacy', 'UEFI'],
  config: DELL_CONFIG,
  reportsPowerTransitions: false,
  powerLimit: 'switched',
  certificate: { id: 'SecurityCertificate.1', showsText: false, inUse: 'after-start' },
  media: { path: '/redfish/v1/Systems/System.Embedded.1/VirtualMedia', slots: ['1', '2'] },
  bios: { registry: 'BiosAttributeRegistry', settings: DELL_BIOS },
  features: { ExpandQuery: { ExpandAll: true, Levels: true, Links: true, MaxLevels: 1, NoLinks: true } },
  readings: 'both',
  indicator: 'active',
  parts: DELL_PARTS,
  firmware: DELL_FIRMWARE,
  systemExtras: {
    Manufacturer: 'Dell Inc.',
    Model: 'PowerEdge R750',
    HostName: '',
    Oem: { Dell: { '@odata.type': '#DellOem.v1_3_0.DellOemResources' } },
  },
  managerExtras: { Model: '16G Monolithic', PowerState: 'On' },
  chassisExtras: { Manufacturer: 'Dell Inc.', Model: 'PowerEdge R750' },
  logOwner: 'manager',
  logs: dellLogs,
  registry: IDRAC_REGISTRY,
  eventStream: '/redfish/v1/SSE',
  sessionLimit: 8,
  sessionLimitStatus: 400,
  actionDone: { status: 204 },
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
        '@Message.ExtendedInfo': [extendedInfo(found)],
        code: 'Base.1.12.GeneralError',
        message: 'A general error has occurred. See ExtendedInfo for more information',
      },
    },
  }
}

function success(): JsonObject {
  return { '@Message.ExtendedInfo': [extendedInfo(problem('Success'))] }
}

function extendedInfo({ key, message, resolution, args }: Problem): JsonObject {
  return {
    Message: message,
    MessageArgs: args,
    'MessageArgs@odata.count': args.length,
    MessageId: key.startsWith('IDRAC.') ? key : `Base.1.12.${key}`,
    RelatedProperties: [],
    'RelatedProperties@odata.count': 0,
    Resolution: resolution,
    Severity: key === 'Success' ? 'OK' : 'Critical',
  }
}

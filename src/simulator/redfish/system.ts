import type { HostState, Machine } from '../machine.ts'
import type { JsonObject } from '../message.ts'
import { resetAction, resetActionInfo } from './action.ts'
import { biosPath } from './bios.ts'
import { changeBoot, showBoot } from './boot-override.ts'
import type { FamilyTraits } from './family-traits.ts'
import { changeIndicator, showIndicator } from './indicator.ts'
import { partLinks } from './parts.ts'
import { resetPower } from './power-reset.ts'
import { fixedCollection, link, type ResourceTree, type Visit } from './resource.ts'
import { uuid } from './service-root.ts'
import { changeSettings, showBootSettings, showSettings } from './system-settings.ts'
import { mediaLink } from './virtual-media.ts'

const SYSTEMS = '/redfish/v1/Systems'
const RESET = 'ComputerSystem.Reset'

/** The one computer system. */
export function system(traits: FamilyTraits): ResourceTree {
  const path = pathOf(traits)
  return {
    [SYSTEMS]: fixedCollection(SYSTEMS, 'ComputerSystem', 'Computer System Collection', [path]),
    [path]: {
      show: showSystem,
      change: (visit) => changeIndicator(visit) ?? changeSettings(visit) ?? changeBoot(visit),
    },
    [`${path}/Actions/${RESET}`]: { create: (visit) => resetPower(visit, RESET, traits.systemResets) },
    ...resetActionInfo(traits, path, traits.systemResets),
  }
}

function showSystem({ bmc, traits }: Visit): JsonObject {
  const path = pathOf(traits)
  return {
    ...link(path),
    '@odata.type': traits.types.system,
    Actions: resetAction(traits, { owner: path, name: RESET, allowed: traits.systemResets }),
    ...(traits.bios && { Bios: link(biosPath(traits)) }),
    Boot: { ...showBoot(bmc.boot, traits), ...showBootSettings(bmc, traits) },
    Description: 'Computer System',
    Id: traits.system,
    Links: {
      Chassis: [link(`/redfish/v1/Chassis/${traits.chassis}`)],
      ManagedBy: [link(`/redfish/v1/Managers/${traits.manager}`)],
    },
    ...(traits.logOwner === 'system' && { LogServices: link(`${path}/LogServices`) }),
    Name: traits.hasActionInfo ? 'system' : 'System',
    SerialNumber: `SIM${String(bmc.index).padStart(7, '0')}`,
    ...traits.systemExtras,
    BiosVersion: bmc.firmware.versionOf('Host'),
    ...showIndicator(bmc, traits),
    ...partLinks(traits, 'system'),
    ...showSettings(bmc, traits),
    PowerState: powerState(bmc.machine, traits.reportsPowerTransitions),
    Status: { Health: 'OK', HealthRollup: 'OK', State: hostStatus(bmc.machine.host) },
    SystemType: 'Physical',
    UUID: uuid(bmc.index),
    ...mediaLink(traits, path),
  }
}

function pathOf(traits: FamilyTraits): string {
  return `${SYSTEMS}/${traits.system}`
}

/** A service that does not report the way tells where it leads from: still off, still on. */
function powerState({ host }: Machine, reportsTransitions: boolean): string {
  if (host === 'Off') return 'Off'
  if (host === 'PoweringOn') return reportsTransitions ? 'PoweringOn' : 'Off'
  return host === 'PoweringOff' && reportsTransitions ? 'PoweringOff' : 'On'
}

function hostStatus(host: HostState): string {
  if (host === 'Off') return 'Disabled'
  if (host === 'Quiesced') return 'Quiesced'
  if (host === 'DiagnosticMode') return 'InTest'
  return host === 'PoweringOn' ? 'Starting' : 'Enabled'
}

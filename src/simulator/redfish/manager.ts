import { resetAction, resetActionInfo } from './action.ts'
import { managerLogsPath } from './dump-service.ts'
import type { FamilyTraits } from './family-traits.ts'
import { activeImageLink } from './firmware-inventory.ts'
import { interfacesPath } from './network.ts'
import { resetManager } from './power-reset.ts'
import { fixedCollection, link, type ResourceTree } from './resource.ts'
import { mediaLink } from './virtual-media.ts'

const MANAGERS = '/redfish/v1/Managers'

/** The BMC itself. */
export function manager(traits: FamilyTraits): ResourceTree {
  const path = `${MANAGERS}/${traits.manager}`
  const { managerResets } = traits
  const action = { owner: path, name: 'Manager.Reset', ...(managerResets && { allowed: managerResets }) }
  return {
    [MANAGERS]: fixedCollection(MANAGERS, 'Manager', 'Manager Collection', [path]),
    [path]: {
      show: ({ bmc }) => ({
        ...link(path),
        '@odata.type': traits.types.manager,
        Actions: resetAction(traits, action),
        DateTime: new Date().toISOString().replace(/\.\d+Z$/, '+00:00'),
        Description: 'Baseboard Management Controller',
        EthernetInterfaces: link(interfacesPath(traits)),
        Id: traits.manager,
        LastResetTime: new Date(bmc.presence.startedAt).toISOString().replace(/\.\d+Z$/, '+00:00'),
        Links: {
          ...activeImageLink(bmc, traits),
          ManagerForChassis: [link(`/redfish/v1/Chassis/${traits.chassis}`)],
          ManagerForServers: [link(`/redfish/v1/Systems/${traits.system}`)],
        },
        ...(traits.logOwner === 'manager' && { LogServices: link(`${path}/LogServices`) }),
        ...(traits.config.hasDumps && { LogServices: link(managerLogsPath(traits)) }),
        ManagerType: 'BMC',
        Name: 'Manager',
        NetworkProtocol: link(`${path}/NetworkProtocol`),
        ...traits.managerExtras,
        FirmwareVersion: bmc.firmware.versionOf('BMC'),
        ...mediaLink(traits, path),
        Status: { Health: 'OK', State: bmc.bmcState === 'Ready' ? 'Enabled' : 'Starting' },
      }),
    },
    [`${path}/Actions/${action.name}`]: { create: resetManager },
    ...(managerResets && resetActionInfo(traits, path, managerResets)),
  }
}

import type { FamilyTraits } from './family-traits.ts'
import { link, type ResourceTree } from './resource.ts'

/** `/redfish` and the service root: what anybody may read. */
export function serviceRoot(traits: FamilyTraits): ResourceTree {
  return {
    '/redfish': { isPublic: true, show: () => ({ v1: '/redfish/v1/' }) },
    '/redfish/v1': {
      isPublic: true,
      show: ({ bmc }) => ({
        '@odata.id': '/redfish/v1',
        '@odata.type': traits.types.root,
        AccountService: link('/redfish/v1/AccountService'),
        Chassis: link('/redfish/v1/Chassis'),
        Id: 'RootService',
        Links: { Sessions: link('/redfish/v1/SessionService/Sessions') },
        Managers: link('/redfish/v1/Managers'),
        Name: 'Root Service',
        ...traits.product,
        RedfishVersion: traits.redfishVersion,
        ...(traits.bios?.registry && { Registries: link('/redfish/v1/Registries') }),
        SessionService: link('/redfish/v1/SessionService'),
        Systems: link('/redfish/v1/Systems'),
        Tasks: link('/redfish/v1/TaskService'),
        UUID: uuid(bmc.index),
      }),
    },
  }
}

/** The UUID of the BMC with this index. */
export function uuid(index: number): string {
  return `34a1c22d-3f42-4cf6-9830-${index.toString(16).padStart(12, '0')}`
}

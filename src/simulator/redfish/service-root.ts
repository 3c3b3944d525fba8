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
        EventService: link('/redfish/v1/EventService'),
        Id: 'RootService',
        Links: { Sessions: link('/redfish/v1/SessionService/Sessions') },
        Managers: link('/redfish/v1/Managers'),
        Name: 'Root Service',
        ...traits.product,
        ...(traits.features && { ProtocolFeaturesSupported: traits.features }),
        Registries: link('/redfish/v1/Registries'),
        RedfishVersion: traits.redfishVersion,
        SessionService: link('/redfish/v1/SessionService'),
        Systems: link('/redfish/v1/Systems'),
        Tasks: link('/redfish/v1/TaskService'),
        ...(traits.firmware.listed && { UpdateService: link('/redfish/v1/UpdateService') }),
        UUID: uuid(bmc.index),
      }),
    },
  }
}

/** The UUID of the BMC with this index. */
export function uuid(index: number): string {
  return `34a1c22d-3f42-4cf6-9830-${index.toString(16).padStart(12, '0')}`
}

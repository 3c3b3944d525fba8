import type { JsonObject } from '../message.ts'
import { resetAction, resetActionInfo } from './action.ts'
import type { FamilyTraits } from './family-traits.ts'
import { showIndicator } from './indicator.ts'
import { partLinks } from './parts.ts'
import { powerPath } from './power-limit.ts'
import { resetPower } from './power-reset.ts'
import { fixedCollection, link, type ResourceTree } from './resource.ts'

const CHASSIS = '/redfish/v1/Chassis'

/** Where the readings of a chassis are. */
function readingLinks({ readings }: FamilyTraits, path: string): JsonObject {
  const names = {
    sensors: ['Sensors', 'ThermalSubsystem', 'PowerSubsystem'],
    both: ['Sensors', 'ThermalSubsystem', 'PowerSubsystem', 'Thermal', 'Power'],
    'thermal-and-power': ['Thermal', 'Power'],
  }[readings]
  return Object.fromEntries(names.map((name) => [name, link(`${path}/${name}`)]))
}

/** The one chassis; Supermicro's has neither a power state nor a reset. */
export function chassis(traits: FamilyTraits): ResourceTree {
  const path = `${CHASSIS}/${traits.chassis}`
  const { chassisResets } = traits
  const action = { owner: path, name: 'Chassis.Reset', allowed: chassisResets }
  const hasPower = chassisResets.length > 0
  return {
    [CHASSIS]: fixedCollection(CHASSIS, 'Chassis', 'Chassis Collection', [path]),
    [path]: {
      show: ({ bmc }) => ({
        ...link(path),
        '@odata.type': traits.types.chassis,
        ...(hasPower && { Actions: resetAction(traits, action) }),
        ChassisType: 'RackMount',
        Id: traits.chassis,
        Links: {
          ComputerSystems: [link(`/redfish/v1/Systems/${traits.system}`)],
          ManagedBy: [link(`/redfish/v1/Managers/${traits.manager}`)],
        },
        ...(traits.powerLimit && { Power: link(powerPath(traits)) }),
        Name: traits.hasActionInfo ? 'chassis' : 'Computer System Chassis',
        ...traits.chassisExtras,
        ...readingLinks(traits, path),
        ...partLinks(traits, 'chassis'),
        ...(traits.indicator !== 'led-and-active' && showIndicator(bmc, traits)),
        ...(hasPower && { PowerState: bmc.machine.chassis }),
        Status: { Health: 'OK', State: bmc.machine.chassis === 'On' ? 'Enabled' : 'StandbyOffline' },
      }),
    },
    ...(hasPower && {
      [`${path}/Actions/${action.name}`]: {
        create: (visit) => resetPower(visit, action.name, chassisResets),
      },
      ...resetActionInfo(traits, path, chassisResets),
    }),
  }
}

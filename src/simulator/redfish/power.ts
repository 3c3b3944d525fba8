import type { FamilyTraits } from './family-traits.ts'
import { changePowerLimit, showPowerLimit } from './power-limit.ts'
import { link, type ResourceTree } from './resource.ts'

/** `Power` of the chassis, in the form that Redfish had until 2020. */
export function power(traits: FamilyTraits): ResourceTree {
  const path = `/redfish/v1/Chassis/${traits.chassis}/Power`
  return {
    [path]: {
      show: ({ bmc }) => ({
        ...link(path),
        '@odata.type': '#Power.v1_5_2.Power',
        Id: 'Power',
        Name: 'Power',
        PowerControl: [
          {
            ...link(`${path}#/PowerControl/0`),
            '@odata.type': '#Power.v1_0_0.PowerControl',
            MemberId: '0',
            Name: traits.powerLimit === 'fixed' ? 'Chassis Power Control' : 'System Power Control',
            ...(traits.powerLimit !== 'fixed' && {
              PowerConsumedWatts: bmc.machine.chassis === 'On' ? 252 : 0,
            }),
            ...showPowerLimit(bmc.powerLimit, traits),
          },
        ],
      }),
      change: changePowerLimit,
    },
  }
}

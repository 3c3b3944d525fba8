import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import { type PlannedSensor, sensorPlan } from '../sensor-plan.ts'
import type { FamilyTraits } from './family-traits.ts'
import { link, type ResourceTree } from './resource.ts'
import { displayName, healthOf } from './sensors.ts'

/** The Thermal and the Power of the chassis, where the family has them: all they can tell of is temperatures, fans, voltages and power. */
export function thermalAndPower(traits: FamilyTraits): ResourceTree {
  if (traits.readings === 'sensors') return {}
  const chassis = `/redfish/v1/Chassis/${traits.chassis}`
  const [thermal, power] = [`${chassis}/Thermal`, `${chassis}/Power`]
  return {
    [thermal]: {
      show: ({ bmc }) => {
        bmc.sensors.look()
        return {
          ...link(thermal),
          '@odata.type': '#Thermal.v1_4_0.Thermal',
          Id: 'Thermal',
          Name: 'Thermal',
          Temperatures: list(bmc, `${thermal}#/Temperatures`, 'temperature', 'ReadingCelsius'),
          Fans: list(bmc, `${thermal}#/Fans`, 'fan_tach', 'Reading'),
        }
      },
    },
    [power]: {
      show: ({ bmc }) => ({
        ...link(power),
        '@odata.type': '#Power.v1_5_1.Power',
        Id: 'Power',
        Name: 'Power',
        PowerControl: list(bmc, `${power}#/PowerControl`, 'power', 'PowerConsumedWatts'),
        Voltages: list(bmc, `${power}#/Voltages`, 'voltage', 'ReadingVolts'),
        PowerSupplies: [],
      }),
    },
  }
}

function list(bmc: SimulatedBmc, path: string, folder: string, property: string): readonly JsonObject[] {
  const all = sensorPlan(bmc.sensorCount).map((planned, at) => ({
    planned,
    value: bmc.sensors.read(planned, at),
  }))
  return all
    .filter(({ planned }) => planned.folder === folder)
    .map(({ planned, value }, member) => ({
      '@odata.id': `${path}/${member}`,
      MemberId: String(member),
      Name: displayName(planned),
      ...(folder === 'fan_tach' && { ReadingUnits: 'RPM' }),
      /** X10 writes zeros for what is not there. */
      [property]: value ?? 0,
      Status: value === null ? { State: 'Absent' } : { Health: healthOf(planned, value), State: 'Enabled' },
      ...(folder !== 'power' && limits(planned, value)),
    }))
}

function limits(
  { limits: { warningLow, warningHigh, criticalLow, criticalHigh } = {} }: PlannedSensor,
  value: number | null,
): JsonObject {
  const missing = value === null ? 0 : null
  return {
    LowerThresholdNonCritical: warningLow ?? missing,
    LowerThresholdCritical: criticalLow ?? missing,
    UpperThresholdNonCritical: warningHigh ?? missing,
    UpperThresholdCritical: criticalHigh ?? missing,
  }
}

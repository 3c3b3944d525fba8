import type { SensorClass } from '../managers/sensor.ts'
import { type MemberReading, members } from './client/collection.ts'
import { inTurn } from './client/in-turn.ts'
import { ifThere } from './client/memory.ts'
import { linkAt } from './client/property.ts'
import { type RedfishClient, readObject } from './client/resource.ts'
import type { SensorSource } from './client/sensor-source.ts'
import {
  readingsOfEnvironment,
  readingsOfFan,
  readingsOfMetrics,
  readingsOfSupplyMetrics,
} from './excerpt-reading.ts'
import { readingsOfPower, readingsOfThermal } from './old-reading.ts'
import { classesByPath } from './quirks/typed-sensor-ids.ts'
import { type Found, sensorReading } from './reading.ts'

/** Which readings of a chassis are wanted, and how members are read. */
export interface ReadingWish {
  wants(sensorClass: SensorClass): boolean
  /** False where some classes are not wanted. */
  readonly isWhole: boolean
  readonly reading: MemberReading
}

/** Everything wanted that one chassis measures, each sensor once: what its Sensors have is not looked for in the other forms. */
export async function readingsOfChassis(
  bmc: RedfishClient,
  source: SensorSource,
  wish: ReadingWish,
): Promise<readonly Found[]> {
  const { found, classes } = await ofSensors(bmc, source, wish)
  const thermal = await ofThermal(bmc, source, missing(['temperature', 'fan-speed'], classes, wish))
  const power = await ofPower(bmc, source, missing(POWER, classes, wish))
  return [...found, ...thermal, ...power].filter(({ reading }) => wish.wants(reading.class))
}

const POWER = ['voltage', 'power', 'current', 'energy', 'humidity'] as const

/** What other forms are looked through for. */
interface Missing {
  readonly classes: ReadonlySet<SensorClass>
  /** None of the kind is among the Sensors. */
  readonly isAll: boolean
  readonly reading: MemberReading
}

function missing(kind: readonly SensorClass[], there: ReadonlySet<SensorClass>, wish: ReadingWish): Missing {
  const classes = kind.filter((one) => wish.wants(one) && !there.has(one))
  return { classes: new Set(classes), isAll: !kind.some((one) => there.has(one)), reading: wish.reading }
}

/** Members of Sensors, and what they measure, those that were not read included. */
async function ofSensors(bmc: RedfishClient, source: SensorSource, wish: ReadingWish) {
  let typed: ReadonlyMap<string, SensorClass> | undefined
  const choose = (paths: readonly string[]) => {
    typed = classesByPath(paths)
    return typed ? paths.filter((path) => wish.wants(typed?.get(path) ?? 'other')) : paths
  }
  const reading = wish.isWhole ? wish.reading : { ...wish.reading, choose }
  const read = (await ifThere(bmc, source.sensors, (path) => members(bmc, path, reading))) ?? []
  const found = read.map(({ data, path }) => sensorReading(data, path, source.chassis))
  const classes = new Set(typed?.values())
  for (const one of found) classes.add(one.reading.class)
  return { found, classes }
}

/** Temperatures and fans that are not among the Sensors: OpenBMC before 2024 has them in Thermal alone. */
async function ofThermal(
  bmc: RedfishClient,
  source: SensorSource,
  lacking: Missing,
): Promise<readonly Found[]> {
  if (lacking.classes.size === 0) return []
  if (source.thermalSubsystem !== undefined && !lacking.isAll) return []
  const found = await ofThermalSubsystem(bmc, source, lacking)
  if (found.length > 0) return found
  const thermal = await ifThere(bmc, source.thermal, (path) =>
    readObject(bmc, lacking.reading.operation, path),
  )
  const old = thermal ? readingsOfThermal(thermal.data, source.chassis) : []
  return old.filter(({ reading }) => lacking.classes.has(reading.class))
}

async function ofThermalSubsystem(
  bmc: RedfishClient,
  { chassis, thermalSubsystem }: SensorSource,
  { classes, reading }: Missing,
): Promise<readonly Found[]> {
  const { operation } = reading
  const look = (path: string) => readObject(bmc, operation, path)
  const subsystem = await ifThere(bmc, thermalSubsystem, look)
  if (!subsystem) return []
  const isWanted = (one: SensorClass, link: string) =>
    classes.has(one) ? linkAt(subsystem.data, link) : undefined
  const metrics = await ifThere(bmc, isWanted('temperature', 'ThermalMetrics'), look)
  const fans = await ifThere(bmc, isWanted('fan-speed', 'Fans'), (path) => members(bmc, path, reading))
  return [
    ...(metrics ? readingsOfMetrics(metrics.data, chassis) : []),
    ...(fans ?? []).flatMap(({ data }) => readingsOfFan(data, chassis)),
  ]
}

/** Voltages and power that are not among the Sensors. */
async function ofPower(
  bmc: RedfishClient,
  source: SensorSource,
  lacking: Missing,
): Promise<readonly Found[]> {
  if (lacking.classes.size === 0) return []
  if (source.powerSubsystem !== undefined && !lacking.isAll) return []
  const look = (path: string) => readObject(bmc, lacking.reading.operation, path)
  const environment = lacking.isAll ? await ifThere(bmc, source.environmentMetrics, look) : undefined
  const ofChassis = environment ? readingsOfEnvironment(environment.data, source.chassis) : []
  const found = [...ofChassis, ...(await ofPowerSubsystem(bmc, source, lacking))]
  if (found.length > 0) return found.filter(({ reading }) => lacking.classes.has(reading.class))
  if (!lacking.classes.has('voltage') && !lacking.classes.has('power')) return []
  const power = await ifThere(bmc, source.power, look)
  const old = power ? readingsOfPower(power.data, source.chassis) : []
  return old.filter(({ reading }) => lacking.classes.has(reading.class))
}

async function ofPowerSubsystem(
  bmc: RedfishClient,
  { chassis, powerSubsystem }: SensorSource,
  { reading }: Missing,
): Promise<readonly Found[]> {
  const look = (path: string) => readObject(bmc, reading.operation, path)
  const subsystem = await ifThere(bmc, powerSubsystem, look)
  const supplies = subsystem && linkAt(subsystem.data, 'PowerSupplies')
  const all = (await ifThere(bmc, supplies, (path) => members(bmc, path, reading))) ?? []
  const found = await inTurn(all, async ({ data }) => {
    const metrics = await ifThere(bmc, linkAt(data, 'Metrics'), look)
    return metrics ? readingsOfSupplyMetrics(metrics.data, data, chassis) : []
  })
  return found.flat()
}

import { type ErrorFacts, HwctlError } from '../../core/errors.ts'
import { executor, steps, type Target } from '../../core/lifecycle.ts'
import { inNameOrder } from '../../core/name-order.ts'
import { once } from '../flows/once.ts'
import { refuseNoVitals, type VitalsThere, vitalsThere } from '../flows/what-is-there.ts'
import type { Led } from '../managers/beacon.ts'
import { Sensor, type SensorReading, type Vitals, type VitalsWish } from '../managers/sensor.ts'
import { type ReadingWish, readingsOfChassis } from './chassis-readings.ts'
import { chassisOf } from './client/chassis.ts'
import { fromMemory } from './client/memory.ts'
import { type RedfishClient, readingOnce } from './client/resource.ts'
import { sensorSources } from './client/sensor-source.ts'
import { getServiceRoot } from './client/service-root.ts'
import { getSystemObject, lastSegment } from './client/system.ts'
import { type Indicator, indicatorOf } from './indicator.ts'
import { toldApart } from './names.ts'
import { protocol } from './protocol.ts'
import type { Found } from './reading.ts'

const OPERATION = 'get_sensor_info'

/** Readings of all chassis of the system, and the indicators of system and chassis. */
export default executor(Sensor, protocol, {
  readVitals: steps({
    plan: ({ classes, leds }) => [
      `GET the ComputerSystem and its Chassis${leds ? '' : ', where they are not known yet'}`,
      ...(classes?.length === 0
        ? []
        : [
            'GET the Sensors of each Chassis, and every one, or all at once where the service can ($expand)',
            'GET its ThermalSubsystem or Thermal, and its PowerSubsystem or Power, for what is not among them',
          ]),
    ],
    look: async (target, wish) => refuseNoVitals(await everything(target), wish),
    run: (target, wish) => read(target, wish),
  }),
})

/** All that can be read, once for all looks. */
function everything(target: Target<RedfishClient>): Promise<VitalsThere> {
  const quietly = { ...target, warn: () => undefined }
  return once(target.bmc.reads, 'every reading', async () => vitalsThere(await read(quietly, { leds: true })))
}

async function read(target: Target<RedfishClient>, { classes, leds }: VitalsWish): Promise<Vitals> {
  const bmc = readingOnce(target.bmc)
  const lit = leds ? await indicators(bmc) : undefined
  const sensors = classes?.length === 0 ? [] : await readings({ bmc, warn: target.warn }, classes)
  return { sensors, leds: lit ?? [] }
}

/** The indicators of system and chassis. */
async function indicators(bmc: RedfishClient): Promise<readonly Led[]> {
  const root = await getServiceRoot(bmc, OPERATION)
  const system = await getSystemObject(bmc, OPERATION)
  const chassis = await chassisOf(bmc, OPERATION, system)
  const lit = chassis.flatMap(({ path, data }) => ledOf(indicatorOf(data, root), lastSegment(path)))
  const ofChassis = lit.length === 1 ? lit.map((led) => ({ ...led, name: 'chassis_identify' })) : lit
  return [...ledOf(indicatorOf(system.data, root), 'system'), ...ofChassis]
}

function ledOf({ led, active, state }: Indicator, of: string): readonly Led[] {
  if (led === undefined && active === undefined) return []
  return [{ name: `${of}_identify`, kind: 'lamp', ...(state && { state }) }]
}

/** Where, in a session's memory, it is kept which resources have the readings. */
const sourcesKey = (bmc: RedfishClient) => `sensor-sources ${bmc.system ?? ''}`

async function readings(
  { bmc, warn }: Pick<Target<RedfishClient>, 'bmc' | 'warn'>,
  classes: VitalsWish['classes'],
): Promise<readonly SensorReading[]> {
  const failures: ErrorFacts[] = []
  const wish: ReadingWish = {
    wants: (one) => !classes || classes.includes(one),
    isWhole: !classes,
    reading: { operation: OPERATION, failed: (facts) => failures.push(facts) },
  }
  const found = await fromMemory(bmc, sourcesKey(bmc), {
    find: async (finding) => sensorSources(await chassisOf(finding, OPERATION)),
    async use(sources) {
      const all: Found[] = []
      for (const source of sources) all.push(...(await readingsOfChassis(bmc, source, wish)))
      return all
    },
  })
  const [first] = failures
  if (first && found.length === 0) throw new HwctlError(first)
  for (const facts of differing(failures)) warn(facts)
  return inNameOrder(toldApart(found), ({ name }) => name)
}

/** One of each: hundreds of sensors may fail for the same reason. */
function differing(failures: readonly ErrorFacts[]): readonly ErrorFacts[] {
  return [...new Map(failures.map((facts) => [JSON.stringify(facts), facts])).values()]
}

import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { checkLimit } from '../flows/power-limit.ts'
import { checkChanged } from '../flows/unchanged.ts'
import { PowerCap, type PowerLimit } from '../managers/powercap.ts'
import { chassisOf } from './client/chassis.ts'
import { memberPaths } from './client/collection.ts'
import {
  getControl,
  getEnvironmentMetrics,
  getPower,
  patchControl,
  patchMetricsLimit,
  patchPowerControl,
  type SetPoint,
} from './client/power-limit.ts'
import { linkAt } from './client/property.ts'
import { orUndefined, type RedfishClient } from './client/resource.ts'
import { protocol } from './protocol.ts'

/** The power limit of the first chassis of the system that has one, in whichever form. */
export default executor(PowerCap, protocol, {
  getLimit: steps({
    plan: () => READS,
    look: ({ bmc }) => findLimit(bmc),
    run: async ({ bmc }) => (await findLimit(bmc)).reading,
  }),
  setLimit: steps({
    plan: ({ limit }) => [
      ...READS,
      limit === 'off'
        ? 'PATCH it ControlMode=Disabled, or LimitInWatts=null, when there is a limit'
        : `PATCH it SetPoint=${limit.watts}, or LimitInWatts=${limit.watts}`,
      'GET it again',
    ],
    look: ({ bmc }) => findLimit(bmc),
    async run({ bmc }, { limit }) {
      const place = await findLimit(bmc)
      const watts = limit === 'off' ? undefined : limit.watts
      // OpenBMC's bmcweb refuses a limit of null, also where there is none (redfish-core/lib/power.hpp).
      if (watts === undefined && place.reading.limitWatts === undefined) return place.reading
      if (watts !== undefined) checkLimit(watts, place.reading, 'redfish')
      const said = await place.change(watts)
      const { reading } = await findLimit(bmc)
      checkChanged(bmc, [{ property: 'power limit', asked: watts, found: reading.limitWatts }], said)
      return reading
    },
  }),
})

const READS = [
  'GET the ComputerSystem',
  'GET its Chassis',
  'GET EnvironmentMetrics, Controls or Power of it, whichever has a power limit',
]

/** One place that limits power. */
interface LimitPlace {
  readonly reading: PowerLimit
  /** Sends the change, undefined for no limit; answers what the service said about it. */
  change(watts: number | undefined): Promise<string | undefined>
}

async function findLimit(bmc: RedfishClient): Promise<LimitPlace> {
  for (const { data } of await chassisOf(bmc, 'get_power_limit'))
    for (const [name, look] of FORMS) {
      const path = linkAt(data, name)
      const place = path === undefined ? undefined : await orUndefined(look(bmc, path))
      if (place) return place
    }
  throw new HwctlError({ kind: 'unsupported', what: 'power limit over redfish' })
}

/** Where a chassis has what limits its power, the newest form first (DSP2046, Chassis). */
const FORMS = [
  ['EnvironmentMetrics', inMetrics],
  ['Controls', inControls],
  ['Power', inPower],
] as const

async function inMetrics(bmc: RedfishClient, path: string): Promise<LimitPlace | undefined> {
  const metrics = await getEnvironmentMetrics(bmc, path)
  const { PowerLimitWatts: limit, PowerWatts: drawn } = metrics.data
  if (!limit) return undefined
  return {
    reading: readingOf(limit, drawn?.Reading),
    change: (watts) => patchMetricsLimit(bmc, metrics, changeOf(limit, watts)),
  }
}

/** What limits more than one part is the chassis's. */
async function inControls(bmc: RedfishClient, path: string): Promise<LimitPlace | undefined> {
  for (const member of await memberPaths(bmc, 'get_power_limit', path)) {
    const control = await getControl(bmc, member)
    const { ControlType, PhysicalContext, Sensor } = control.data
    if (ControlType !== 'Power' || !WHOLE.has(PhysicalContext ?? 'Chassis')) continue
    return {
      reading: readingOf(control.data, Sensor?.Reading),
      change: (watts) => patchControl(bmc, control, changeOf(control.data, watts)),
    }
  }
  return undefined
}

/** Values of PhysicalContext (DSP2046) that stand for the whole machine. */
const WHOLE = new Set(['Chassis', 'System', 'SystemBoard', 'PowerSubsystem'])

function readingOf(limit: SetPoint, drawn: number | null | undefined): PowerLimit {
  const { SetPoint, ControlMode, AllowableMin, AllowableMax } = limit
  return {
    ...(typeof SetPoint === 'number' && ControlMode !== 'Disabled' && { limitWatts: SetPoint }),
    ...(typeof AllowableMin === 'number' && { minWatts: AllowableMin }),
    ...(typeof AllowableMax === 'number' && { maxWatts: AllowableMax }),
    ...(typeof drawn === 'number' && { drawnWatts: drawn }),
  }
}

/** The mode is touched only where it is in the way. */
function changeOf({ ControlMode }: SetPoint, watts: number | undefined): Partial<SetPoint> {
  if (watts === undefined) return { ControlMode: 'Disabled' }
  return { SetPoint: watts, ...(ControlMode === 'Disabled' && { ControlMode: 'Automatic' }) }
}

async function inPower(bmc: RedfishClient, path: string): Promise<LimitPlace | undefined> {
  const power = await getPower(bmc, path)
  const controls = power.data.PowerControl ?? []
  const index = controls.findIndex(({ PowerLimit }) => PowerLimit)
  if (index < 0) return undefined
  const { PowerLimit: limit, PowerConsumedWatts: drawn } = controls[index] ?? {}
  return {
    reading: {
      ...(typeof limit?.LimitInWatts === 'number' && { limitWatts: limit.LimitInWatts }),
      ...(typeof drawn === 'number' && { drawnWatts: drawn }),
    },
    change: (watts) => patchPowerControl(bmc, power, index, watts ?? null),
  }
}

import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { isNotFound } from '../flows/not-found.ts'
import { checkLimit } from '../flows/power-limit.ts'
import { PowerCap, type PowerLimit } from '../managers/powercap.ts'
import {
  getPowerCap,
  POWER_CAP,
  type PowerCapObject,
  putPowerCap,
  putPowerCapEnable,
} from './client/power-cap.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { protocol } from './protocol.ts'

/** The power limit over OpenBMC's REST: a value, and whether it counts. */
export default executor(PowerCap, protocol, {
  getLimit: steps({
    plan: () => [GET_CAP],
    look: ({ bmc }) => read(bmc),
    run: async ({ bmc }) => limitOf(await read(bmc)),
  }),
  setLimit: steps({
    plan: ({ limit }) => [
      GET_CAP,
      ...(limit === 'off' ? [] : [`PUT ${ROOT}${POWER_CAP}/attr/PowerCap ${limit.watts}`]),
      `PUT ${ROOT}${POWER_CAP}/attr/PowerCapEnable ${limit !== 'off'}, when it is not`,
      GET_CAP,
    ],
    look: ({ bmc }) => read(bmc),
    async run({ bmc }, { limit }) {
      const now = await read(bmc)
      if (limit !== 'off') {
        checkLimit(limit.watts, limitOf(now), 'openbmc')
        await putPowerCap(bmc, limit.watts / unitOf(now))
      }
      if (now.PowerCapEnable !== (limit !== 'off')) await putPowerCapEnable(bmc, limit !== 'off')
      return limitOf(await read(bmc))
    },
  }),
})

const GET_CAP = `GET ${ROOT}${POWER_CAP}`

/** An image without the object answers 404. */
async function read(bmc: OpenBmcClient): Promise<PowerCapObject> {
  try {
    return await getPowerCap(bmc)
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown
    throw new HwctlError({ kind: 'unsupported', what: 'power limit over openbmc' }, thrown)
  }
}

const unitOf = ({ Scale }: PowerCapObject) => 10 ** (Scale ?? 0)

function limitOf(cap: PowerCapObject): PowerLimit {
  const unit = unitOf(cap)
  const { PowerCap, PowerCapEnable, MinPowerCapValue: least, MaxPowerCapValue: most } = cap
  return {
    ...(PowerCapEnable && { limitWatts: PowerCap * unit }),
    ...(isBound(least) && { minWatts: least * unit }),
    ...(isBound(most) && { maxWatts: most * unit }),
  }
}

/** phosphor-settings fills a bound that nobody has set with 0, or with the largest number that there is. */
function isBound(value: number | null | undefined): value is number {
  return typeof value === 'number' && value > 0 && value < 0xffff_ffff
}

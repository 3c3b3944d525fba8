import { HwctlError } from '../../core/errors.ts'
import type { ProtocolName } from '../../core/node.ts'
import type { PowerLimit } from '../managers/powercap.ts'

/** @throws HwctlError `unsupported`, with what is allowed, for a limit in watts that is outside of the machine's bounds */
export function checkLimit(watts: number, { minWatts, maxWatts }: PowerLimit, protocol: ProtocolName): void {
  if (watts >= (minWatts ?? 0) && watts <= (maxWatts ?? Number.POSITIVE_INFINITY)) return
  const offered = `${minWatts ?? 0} to ${maxWatts ?? 'any number of'} W`
  throw new HwctlError({
    kind: 'unsupported',
    what: `power limit of ${watts} W over ${protocol}`,
    offered: [offered],
  })
}

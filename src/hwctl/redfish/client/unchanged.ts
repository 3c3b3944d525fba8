import { HwctlError } from '../../../core/errors.ts'
import type { RedfishClient } from './resource.ts'

/** A property that was to be changed, and what it was read back as. */
export interface ReadBack {
  readonly property: string
  readonly asked: unknown
  readonly found: unknown
}

/**
 * A service may answer 200 and not have changed everything (DSP0266, 7.6.2): what counts is what it says afterwards.
 * @param said what the service said with its answer
 * @throws HwctlError `bmc` with the properties that were not changed
 */
export function checkChanged(
  bmc: RedfishClient,
  properties: readonly ReadBack[],
  said: string | undefined,
): void {
  const unchanged = properties.filter(({ asked, found }) => asked !== found)
  if (unchanged.length === 0) return
  const { host, port } = bmc.session.rest.endpoint
  const list = unchanged.map(
    ({ property, asked, found }) => `${property}: asked for ${asked}, is ${found ?? 'None'}`,
  )
  const message = `not changed: ${list.join('; ')}`
  throw new HwctlError({ kind: 'bmc', host, port, status: 200, message, ...(said && { resolution: said }) })
}

import { HwctlError } from '../../core/errors.ts'
import type { Session } from '../../rest/session.ts'

/** A property that was to be changed, and what it was read back as. */
export interface ReadBack {
  readonly property: string
  readonly asked: unknown
  readonly found: unknown
}

/**
 * A BMC may answer 200 and not have changed everything (Redfish: DSP0266, 7.6.2): what counts is what it says afterwards.
 * @param said what it said with its answer
 * @throws HwctlError `bmc` with the properties that were not changed
 */
export function checkChanged(
  { session }: { readonly session: Session },
  properties: readonly ReadBack[],
  said?: string,
): void {
  const unchanged = properties.filter(({ asked, found }) => asked !== found)
  if (unchanged.length === 0) return
  const { host, port } = session.rest.endpoint
  const list = unchanged.map(
    ({ property, asked, found }) => `${property}: asked for ${asked}, is ${found ?? 'None'}`,
  )
  const message = `not changed: ${list.join('; ')}`
  throw new HwctlError({ kind: 'bmc', host, port, status: 200, message, ...(said && { resolution: said }) })
}

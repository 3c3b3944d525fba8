import { STATUS_CODES } from 'node:http'
import { HwctlError } from '../core/errors.ts'
import type { RestAnswer } from './request.ts'
import type { Rest } from './rest.ts'

/**
 * A BMC that is too busy to answer says nothing about what it speaks.
 * @throws HwctlError `bmc` for 429 and 5xx
 */
export function refuseBusy({ endpoint: { host, port } }: Rest, { status }: RestAnswer): void {
  if (status !== 429 && status < 500) return
  throw new HwctlError({ kind: 'bmc', host, port, status, message: STATUS_CODES[status] ?? 'Unknown error' })
}

import { HwctlError } from '../../core/errors.ts'
import { connectionCapacity } from '../../rest/descriptors.ts'

/** Logs that are followed at the same time take two connections each. */
const FOLLOWED_AT_MOST = 2000

/** @throws HwctlError `usage` for more nodes than can be followed at once from here */
export function refuseTooMany(nodes: number): void {
  const atMost = Math.min(FOLLOWED_AT_MOST, Math.floor(connectionCapacity() / 2))
  if (nodes <= atMost) return
  const problem = `${nodes} nodes cannot be followed at once from here: ${atMost} at most`
  throw new HwctlError({ kind: 'usage', problem })
}

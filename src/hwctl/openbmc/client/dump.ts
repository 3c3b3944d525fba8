import { type OpenBmcClient, post } from './request.ts'

/** POST /dump/action/DeleteAll: every dump of the BMC. */
export async function deleteAllDumps(bmc: OpenBmcClient): Promise<void> {
  await post(bmc, 'clear_dump', '/dump/action/DeleteAll', [])
}

import { dataOf, type OpenBmcClient } from './request.ts'

export const GARD_RESET = '/org/open_power/control/gard/action/Reset'

/** POST /org/open_power/control/gard/action/Reset (openpower images); outside of /xyz/openbmc_project. */
export async function resetGard({ session, signal }: OpenBmcClient): Promise<void> {
  const body = { data: [] }
  dataOf(
    session.rest,
    await session.request({ operation: 'clear_gard', method: 'POST', path: GARD_RESET, body, signal }),
  )
}

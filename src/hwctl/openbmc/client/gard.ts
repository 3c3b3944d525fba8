import { dataOf, getAnywhere, type OpenBmcClient } from './request.ts'

const GARD = '/org/open_power/control/gard'
export const GARD_RESET = `${GARD}/action/Reset`

/** GET /org/open_power/control/gard, which has no properties; 404 on images for other processors. */
export async function getGard(bmc: OpenBmcClient): Promise<void> {
  dataOf(bmc.session.rest, await getAnywhere(bmc, 'get_gard', GARD))
}

/** POST /org/open_power/control/gard/action/Reset (openpower images); outside of /xyz/openbmc_project. */
export async function resetGard({ session, signal }: OpenBmcClient): Promise<void> {
  const body = { data: [] }
  dataOf(
    session.rest,
    await session.request({ operation: 'clear_gard', method: 'POST', path: GARD_RESET, body, signal }),
  )
}

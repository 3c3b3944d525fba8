import { z } from 'zod'
import { refuseBusy } from '../../rest/busy.ts'
import type { RestProtocol } from '../../rest/protocol.ts'
import { authentication } from './client/authentication.ts'
import { type RedfishClient, SERVICE_ROOT } from './client/resource.ts'

const looksLikeServiceRoot = z.object({ '@odata.type': z.string().startsWith('#ServiceRoot') })

/** DMTF Redfish (DSP0266). */
export const protocol: RestProtocol<RedfishClient> = {
  name: 'redfish',
  async speaks(rest, signal) {
    const answer = await rest.request({
      operation: 'probe',
      method: 'GET',
      path: SERVICE_ROOT,
      phase: 'login',
      signal,
    })
    refuseBusy(rest, answer)
    return answer.status === 200 && looksLikeServiceRoot.safeParse(answer.json).success
  },
  authentication,
  client: (session, node, signal) => ({ session, signal, system: node.system }),
}

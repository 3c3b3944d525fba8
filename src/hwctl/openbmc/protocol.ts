import { refuseBusy } from '../../rest/busy.ts'
import type { RestProtocol } from '../../rest/protocol.ts'
import { authentication } from './client/authentication.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'

/** OpenBMC's REST over D-Bus, as phosphor-rest-server and bmcweb (with its `rest` option) serve it. */
export const protocol: RestProtocol<OpenBmcClient> = {
  name: 'openbmc',
  async speaks(rest, signal) {
    const answer = await rest.request({
      operation: 'probe',
      method: 'GET',
      path: `${ROOT}/state`,
      phase: 'login',
      signal,
    })
    refuseBusy(rest, answer)
    return answer.status === 401 || (answer.status === 200 && answer.json !== undefined)
  },
  authentication,
  client: (session, _node, signal) => ({ session, signal }),
}

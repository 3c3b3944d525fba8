import type { RequestListener } from 'node:http'
import type { SimulatedBmc } from './bmc.ts'
import { pathOf, readBody, writeReply } from './http-message.ts'
import type { BmcReply, BmcRequest } from './message.ts'

/** Reads a request whole, lets the BMC think about it for its latency, and writes what the service answers. */
export function exchange(
  bmcAt: (address: string) => SimulatedBmc | undefined,
  service: (bmc: SimulatedBmc, request: BmcRequest) => BmcReply,
): RequestListener {
  return (incoming, response) => {
    const bmc = bmcAt(incoming.socket.localAddress ?? '')
    if (!bmc) {
      incoming.socket.destroy()
      return
    }
    const { method = 'GET', url = '/', headers } = incoming
    bmc.seen.sawRequest(method, url, bmc.recentRequests)
    readBody(incoming, (body) => {
      const answer = () => {
        if (response.destroyed) return
        if (body === undefined) writeReply(response, { status: 413, body: 'Payload Too Large' })
        else writeReply(response, service(bmc, { method, path: pathOf(url), headers, body }))
      }
      if (bmc.latencyMs === 0) return answer()
      const timer = setTimeout(answer, bmc.latencyMs)
      response.once('close', () => clearTimeout(timer))
    })
  }
}

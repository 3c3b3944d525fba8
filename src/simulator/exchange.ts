import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { SimulatedBmc } from './bmc.ts'
import { answerFaultily } from './faults/faulty-answer.ts'
import { isSentWhole } from './faults/raw-answer.ts'
import { pathOf, queryOf, readBody, writeReply } from './http-message.ts'
import type { BmcReply, BmcRequest } from './message.ts'
import { isUpload } from './openbmc-rest/upload.ts'
import { isPush } from './redfish/update-service.ts'
import type { SharedLoad } from './shared-load.ts'
import { type ReceivedUpload, readUpload } from './upload-body.ts'

/** What a BMC answers to one request. */
export type Service = (bmc: SimulatedBmc, request: BmcRequest) => BmcReply

/** Reads a request whole, lets the BMC think about it for its latency, and writes what the service answers, or what a fault makes of it. */
export function exchange(
  bmcAt: (address: string) => SimulatedBmc | undefined,
  service: Service,
  load: SharedLoad | undefined,
): RequestListener {
  return (incoming, response) => {
    const bmc = bmcAt(incoming.socket.localAddress ?? '')
    if (!bmc) {
      incoming.socket.destroy()
      return
    }
    if (load && !load.bears(response)) {
      incoming.resume()
      return writeReply(response, { status: 503, body: 'Service Unavailable' })
    }
    const { method = 'GET', url = '/', headers } = incoming
    bmc.seen.sawRequest(method, url, bmc.recentRequests)
    const path = pathOf(url)
    const heard = (body: string | undefined, upload?: ReceivedUpload) => {
      const answer = () => {
        if (response.destroyed) return
        if (body === undefined) return writeReply(response, { status: 413, body: 'Payload Too Large' })
        const request = { method, path, query: queryOf(url), headers, body, ...(upload && { upload }) }
        const serve = () => served(service, { bmc, request, response })
        const { condition } = bmc
        if (condition) answerFaultily({ bmc, condition, request, incoming, response }, serve)
        else writeReply(response, serve())
      }
      if (bmc.latencyMs === 0) return answer()
      const timer = setTimeout(answer, bmc.latencyMs)
      response.once('close', () => clearTimeout(timer))
    }
    if (takesUpload(bmc, path)) readUpload(incoming, breakAt(bmc, incoming), (upload) => heard('', upload))
    else readBody(incoming, heard)
  }
}

/** Bodies of any size are taken where firmware is sent to, and nowhere else. */
function takesUpload({ flavour, family }: SimulatedBmc, path: string): boolean {
  return (flavour !== undefined && isUpload(path)) || (family !== undefined && isPush(family, path))
}

/** Breaks the connection in the middle of an upload, where the BMC has that fault. */
function breakAt(bmc: SimulatedBmc, { headers, socket }: IncomingMessage): (bytes: number) => boolean {
  if (!bmc.condition?.fault.breaksUploads) return () => false
  const half = Number(headers['content-length'] ?? 0) / 2
  return (bytes) => {
    if (bytes < half) return false
    bmc.network.reset(socket.remotePort)
    return true
  }
}

/** What the service answers; a login whose answer then does not go out whole is counted. */
function served(
  service: Service,
  at: { readonly bmc: SimulatedBmc; readonly request: BmcRequest; readonly response: ServerResponse },
): BmcReply {
  const { seen } = at.bmc
  const before = seen.logins
  const reply = service(at.bmc, at.request)
  if (seen.logins > before)
    at.response.once('close', () => {
      if (!isSentWhole(at.response)) seen.loginsUnanswered++
    })
  return reply
}

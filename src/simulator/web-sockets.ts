import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { SimulatedBmc } from './bmc.ts'
import { pathOf } from './http-message.ts'
import { mayOpenStream } from './openbmc-rest/service.ts'
import { subscription } from './openbmc-rest/subscription.ts'

/** Takes over a connection whose client wants a WebSocket. */
export type Upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void

/** What every BMC answers to a client that wants a WebSocket: OpenBMC's REST has one at /subscribe. */
export function webSockets(bmcAt: (address: string) => SimulatedBmc | undefined): Upgrade {
  // The protocol that a client of bmcweb names is its XSRF token, and comes back.
  const server = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false })
  return (incoming, socket, head) => {
    socket.on('error', () => socket.destroy())
    const bmc = bmcAt(incoming.socket.localAddress ?? '')
    if (!bmc) return void socket.destroy()
    const { method = 'GET', url = '/', headers } = incoming
    bmc.seen.sawRequest(method, url, bmc.recentRequests)
    const request = { method, path: pathOf(url), headers, body: '' }
    const status = refusalStatus(bmc, request)
    if (status === undefined)
      server.handleUpgrade(incoming, socket, head, (webSocket) => serve(bmc, webSocket))
    else
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      )
  }
}

function refusalStatus(bmc: SimulatedBmc, request: Parameters<typeof mayOpenStream>[1]): number | undefined {
  const { flavour } = bmc
  if (bmc.condition) return 503
  if (!flavour || !bmc.tellsEvents || request.path !== '/subscribe') return 404
  return mayOpenStream(bmc, request, flavour) ? undefined : 401
}

/** The first message says what is wanted; anything else ends it. */
function serve(bmc: SimulatedBmc, webSocket: WebSocket): void {
  webSocket.on('error', () => webSocket.terminate())
  webSocket.once('message', (data: Buffer) => {
    const { flavour } = bmc
    const send = (message: object) => webSocket.send(JSON.stringify(message))
    const end = flavour && subscription({ bmc, flavour }, data.toString('utf8'), send)
    if (end) webSocket.once('close', end)
    else webSocket.close()
  })
}

import type { RequestListener } from 'node:http'
import { makeCertificate } from './certificate.ts'
import { atFreeAddress } from './free-address.ts'
import { pathOf, readBody, writeReply } from './http-message.ts'
import { NetworkPort } from './network-port.ts'
import { type RecordedRequest, RecordedService, withoutSlash } from './recorded-service.ts'
import { TlsFront } from './tls-front.ts'

/** Where and for whom a recorded tree is served. */
export interface RecordedTreeOptions {
  /** A free one where it is not named. */
  readonly address?: string
  readonly port?: number
  readonly username?: string
  readonly password?: string
}

/** A recorded machine that is being served. */
export interface ServedTree {
  readonly address: string
  readonly port: number
  readonly username: string
  readonly password: string
  /** Every POST, PATCH, PUT and DELETE that was not about a session, oldest first. */
  readonly requests: readonly RecordedRequest[]
  /** The paths of all GETs, oldest first. */
  readonly reads: readonly string[]
  readonly openSessions: number
  close(): Promise<void>
}

/** Serves a recorded Redfish tree (URL to body) over HTTPS on a loopback address of its own; writes are noted, and change nothing. */
export async function serveTree(
  tree: Readonly<Record<string, unknown>>,
  options: RecordedTreeOptions = {},
): Promise<ServedTree> {
  const { port = 8443, username = 'root', password = '0penBmc' } = options
  const recorded = new RecordedService(tree, username, password)
  const front = new TlsFront(listener(recorded))
  const certificate = await makeCertificate('recorded')
  const listen = async (address: string) => {
    const network = new NetworkPort(address, port, (socket) => front.accept(socket, certificate))
    await network.up()
    return { address, network }
  }
  const { address, network } = options.address
    ? await listen(options.address)
    : await atFreeAddress(1, listen)
  return {
    address,
    port,
    username,
    password,
    requests: recorded.requests,
    reads: recorded.reads,
    get openSessions() {
      return recorded.openSessions
    },
    async close() {
      network.down()
      front.close()
    },
  }
}

function listener(recorded: RecordedService): RequestListener {
  return (incoming, response) =>
    readBody(incoming, (body) => {
      const { method = 'GET', url = '/', headers } = incoming
      const path = withoutSlash(pathOf(url))
      writeReply(response, recorded.answer({ method, path, headers, body: body ?? '' }))
    })
}

import { once } from 'node:events'
import { Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'
import type { SimulatedBmc } from '../src/simulator/bmc.ts'
import { type Answer, type Bytes, mutatedAnswer, plain } from './mutate-answer.ts'
import type { Random } from './random.ts'
import { type ReadRequest, readRequests } from './read-requests.ts'

/** Key and certificate of every server of a round. */
export async function fuzzCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'bmc' }], { keyType: 'ec' })
  return { key, cert }
}

/** How an answer is to be spoilt. */
export interface Spoiling {
  /** Of how many answers. */
  readonly share: number
  /** The numbers of the nth answer. */
  random(nth: number): Random
}

/** A raw TLS server in front of a simulated BMC: requests go there as they are, and some of the answers come back spoilt. */
export class FuzzedBmc {
  readonly #server: Server
  readonly #bmc: SimulatedBmc
  readonly #spoiling: Spoiling
  readonly #agent = new Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: 4 })
  readonly #sockets = new Set<TLSSocket>()
  #answers = 0
  /** Answers to logins that were spoilt or not waited for: whoever gets no good one cannot log out. */
  lostLogins = 0
  /** Answers that were made to say 401: whoever gets one may send the request again. */
  said401 = 0

  private constructor(server: Server, bmc: SimulatedBmc, spoiling: Spoiling) {
    this.#server = server
    this.#bmc = bmc
    this.#spoiling = spoiling
    server.on('tlsClientError', () => undefined)
    server.on('secureConnection', (socket) => this.#converse(socket))
  }

  static async start(
    bmc: SimulatedBmc,
    certificate: { readonly key: string; readonly cert: string },
    spoiling: Spoiling,
  ): Promise<FuzzedBmc> {
    const server = createServer(certificate)
    const fuzzed = new FuzzedBmc(server, bmc, spoiling)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return fuzzed
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    this.#agent.destroy()
    await once(this.#server, 'close')
  }

  async #converse(socket: TLSSocket): Promise<void> {
    this.#sockets.add(socket)
    socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket))
    try {
      for await (const asked of readRequests(socket)) {
        const { bytes, closes } = this.#spoilt(asked, await this.#ask(asked))
        if (socket.destroyed) return this.#unheard(asked)
        if (closes) socket.end(bytes)
        else socket.write(bytes)
      }
    } catch {
      socket.destroy() // the client broke off, or the BMC did
    }
  }

  /** The client did not wait for the answer. */
  #unheard(asked: ReadRequest): void {
    if (isLogin(asked)) this.lostLogins += 1
  }

  #spoilt(asked: ReadRequest, answer: Answer): Bytes {
    const random = this.#spoiling.random(this.#answers++)
    if (!random.chance(this.#spoiling.share)) return plain(answer)
    const spoilt = mutatedAnswer(answer, random)
    if (isLogin(asked)) this.lostLogins += 1
    if (/ 401 /.test(spoilt.bytes.toString('latin1', 0, 40))) this.said401 += 1
    return spoilt
  }

  #ask({ method, path, headers, body }: ReadRequest): Promise<Answer> {
    const { address: host, port } = this.#bmc
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const asking = request({ host, port, method, path, headers, agent: this.#agent }, (response) => {
      response.toArray().then((chunks) => {
        const { statusCode: status = 0, rawHeaders } = response
        resolve({ status, headers: pairs(rawHeaders), body: Buffer.concat(chunks) })
      }, reject)
    })
    asking.on('error', reject).end(body)
    return promise
  }
}

function isLogin({ method, path }: ReadRequest): boolean {
  return method === 'POST' && /login|session/i.test(path)
}

/** Headers about the connection and the length are this server's own. */
const OWN = /^(connection|keep-alive|content-length|transfer-encoding)$/i

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 && !OWN.test(name) ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : [],
  )
}

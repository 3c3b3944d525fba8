import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'

/** An answer of a BMC, read whole. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** Parsed where it is JSON; any shape, as tests look into it. */
  readonly json: Json
}

/** JSON that may be looked into without ceremony. */
export interface Json {
  readonly [key: string]: Json
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Talks to one BMC as an operator's tool would: real TLS, real HTTP. */
export class BmcClient implements AsyncDisposable {
  readonly #base: string
  readonly #agent: Agent
  headers: Readonly<Record<string, string>> = {}

  constructor(bmc: Pick<SimulatedBmc, 'address' | 'port'>, tls: Readonly<Record<string, unknown>> = {}) {
    this.#base = `https://${bmc.address}:${bmc.port}`
    this.#agent = new Agent({ connections: 1, connect: { rejectUnauthorized: false, ...tls } })
  }

  async ask(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    asked: Asked = {},
  ): Promise<Answer> {
    const { body, headers } = asked
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await request(`${this.#base}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    })
    const read = await answer.body.text()
    return { status: answer.statusCode, headers: answer.headers, text: read, json: parsed(read) }
  }

  get(path: string, headers: Asked['headers'] = {}): Promise<Answer> {
    return this.ask('GET', path, { headers })
  }

  /** Logs in to OpenBMC's REST and keeps the cookies, and the XSRF token where one is given. */
  async login(password = '0penBmc'): Promise<Answer> {
    const answer = await this.ask('POST', '/login', { body: { data: ['root', password] } })
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '')
    const xsrf = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length)
    this.headers = { cookie: cookies.join('; '), ...(xsrf && { 'x-xsrf-token': xsrf }) }
    return answer
  }

  /** Opens a Redfish session and keeps its token. */
  async openSession(password = '0penBmc'): Promise<Answer> {
    const body = { UserName: 'root', Password: password }
    const answer = await this.ask('POST', '/redfish/v1/SessionService/Sessions', { body })
    this.headers = { 'x-auth-token': String(answer.headers['x-auth-token'] ?? '') }
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy()
  }
}

/** Looks until it is so; the test's own time limit ends it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5)
}

/** The fleet's only BMC. */
export function only(fleet: { readonly bmcs: readonly SimulatedBmc[] }): SimulatedBmc {
  const [bmc] = fleet.bmcs
  if (!bmc) throw new Error('the fleet is empty')
  return bmc
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

import type { IncomingHttpHeaders } from 'node:http'
import { createSecureContext } from 'node:tls'
import { Client } from 'undici'
import type { Target } from './fleet.ts'

/** One for all connections, without a CA store: what certificates say is not looked at. */
const secureContext = createSecureContext({ ca: [] })

/** A login, and where the state of the machine was found. */
export interface Kept {
  readonly client: Client
  readonly headers: Record<string, string>
  readonly logout: { readonly method: 'POST' | 'DELETE'; readonly path: string; readonly body?: string }
  path: string
}

/** An undici client and nothing else around it. */
export function connectTo({ bmc, port }: Target): Client {
  return new Client(`https://${bmc}:${port}`, {
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: 600_000,
    connect: { secureContext, rejectUnauthorized: false },
  })
}

/** The requests of a login as hwctl makes them. */
export function login(client: Client, target: Target): Promise<Kept> {
  return target.protocol === 'openbmc' ? openBmcLogin(client, target) : redfishLogin(client, target)
}

/** The requests of a first `stat` after the login. */
export async function firstRead(kept: Kept, { protocol }: Target): Promise<unknown> {
  if (protocol === 'openbmc') return read(kept)
  const systems = linkOf((await get(kept, '/redfish/v1/')).Systems)
  const { Members } = await get(kept, systems)
  kept.path = linkOf(Array.isArray(Members) ? Members[0] : undefined)
  return read(kept)
}

/** The one request of a warm `stat`. */
export async function read(kept: Kept): Promise<unknown> {
  const { PowerState, data } = await get(kept, kept.path)
  return PowerState ?? data
}

/** Ends the session, and then the connection. */
export async function logout({ client, headers, logout }: Kept): Promise<void> {
  await send(client, { ...logout, headers })
  await client.destroy()
}

async function openBmcLogin(client: Client, { username, password }: Target): Promise<Kept> {
  const body = JSON.stringify({ data: [username, password] })
  const answer = await send(client, { method: 'POST', path: '/login', body })
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '')
  const xsrf = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length)
  return {
    client,
    headers: { cookie: cookies.join('; '), ...(xsrf && { 'x-xsrf-token': xsrf }) },
    logout: { method: 'POST', path: '/logout', body: '{"data":[]}' },
    path: '/xyz/openbmc_project/state/enumerate',
  }
}

async function redfishLogin(client: Client, { username, password }: Target): Promise<Kept> {
  const root = (await send(client, { method: 'GET', path: '/redfish/v1/' })).json
  const { Sessions } = object(root.Links)
  const body = JSON.stringify({ UserName: username, Password: password })
  const { headers } = await send(client, { method: 'POST', path: linkOf(Sessions), body })
  const { pathname } = new URL(String(headers.location), 'https://bmc')
  return {
    client,
    headers: { 'x-auth-token': String(headers['x-auth-token']) },
    logout: { method: 'DELETE', path: pathname },
    path: '',
  }
}

async function get({ client, headers }: Kept, path: string) {
  return (await send(client, { method: 'GET', path, headers })).json
}

interface Wanted {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

async function send(client: Client, { headers, body, ...wanted }: Wanted) {
  const answer = await client.request({
    ...wanted,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
    body: body ?? null,
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${wanted.method} ${wanted.path}`)
  return { headers: answer.headers satisfies IncomingHttpHeaders, json: object(text && JSON.parse(text)) }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function linkOf(value: unknown): string {
  return String(object(value)['@odata.id'])
}

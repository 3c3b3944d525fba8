import { randomBytes } from 'node:crypto'
import { asObject, type BmcReply, type BmcRequest, basicCredentials, jsonBody } from './message.ts'
import { openBmc } from './redfish/openbmc.ts'
import { problem } from './redfish/problem.ts'

/** Something that was asked of a recorded tree. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: BmcRequest['headers']
  /** As JSON where it is such, else as text. */
  readonly body: unknown
}

/** A recorded tree with a session service before it. */
export class RecordedService {
  readonly requests: RecordedRequest[] = []
  readonly reads: string[] = []
  readonly #tree: ReadonlyMap<string, unknown>
  readonly #sessionsPath: string
  readonly #sessions = new Map<string, string>()
  readonly #username: string
  readonly #password: string

  constructor(tree: Readonly<Record<string, unknown>>, username: string, password: string) {
    this.#tree = new Map(Object.entries(tree).map(([url, body]) => [withoutSlash(url), body]))
    this.#username = username
    this.#password = password
    this.#sessionsPath = sessionsPath(this.#tree.get('/redfish/v1'))
  }

  get openSessions(): number {
    return this.#sessions.size
  }

  answer(request: BmcRequest): BmcReply {
    const { method, path } = request
    if (method === 'POST' && path === this.#sessionsPath) return this.#login(request)
    const isRoot = path === '/redfish' || path === '/redfish/v1'
    if (!isRoot && !this.#isKnown(request)) return openBmc.error(401, problem('NoValidSession'))
    if (method === 'GET' || method === 'HEAD') return this.#read(path)
    if (method === 'DELETE' && this.#sessions.delete(path)) return { status: 204 }
    this.requests.push({ method, path, headers: request.headers, body: jsonBody(request) ?? request.body })
    return { status: 204 }
  }

  #login(request: BmcRequest): BmcReply {
    const { UserName, Password } = asObject(jsonBody(request)) ?? {}
    if (UserName !== this.#username || Password !== this.#password)
      return openBmc.error(
        401,
        problem('ResourceAtUriUnauthorized', request.path, 'Invalid username or password'),
      )
    const token = randomBytes(15).toString('hex')
    const location = `${this.#sessionsPath}/${token.slice(0, 10)}`
    this.#sessions.set(location, token)
    return {
      status: 201,
      headers: { 'x-auth-token': token, location },
      body: { '@odata.id': location, UserName },
    }
  }

  #isKnown({ headers }: BmcRequest): boolean {
    const [user, password] = basicCredentials(headers.authorization) ?? []
    if (user === this.#username && password === this.#password) return true
    return [...this.#sessions.values()].some((token) => token === headers['x-auth-token'])
  }

  #read(path: string): BmcReply {
    this.reads.push(path)
    const body = this.#tree.get(path)
    if (body === undefined) return openBmc.error(404, problem('ResourceNotFound', 'Resource', path))
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  }
}

/** Where the recorded root says that sessions are opened. */
function sessionsPath(root: unknown): string {
  const named = asObject(asObject(asObject(root)?.Links)?.Sessions)?.['@odata.id']
  return typeof named === 'string' ? withoutSlash(named) : '/redfish/v1/SessionService/Sessions'
}

/** A path as trees are looked up by: without the slash that some clients put at its end. */
export function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, '')
}

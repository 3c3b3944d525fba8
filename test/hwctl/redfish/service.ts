import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { TestContext } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import type { RunEvent } from '../../../src/core/event.ts'
import { type NodeInfo, type NodeName, Secret } from '../../../src/core/node.ts'
import { memoryPins, serve } from '../../rest/web-server.ts'

/** What a service answers: a status with a body, or only a body. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A Redfish service of a few lines: resources by path, and what a test wants done otherwise. */
export async function service(
  t: TestContext,
  resources: Record<string, unknown>,
  otherwise: (request: {
    method: string
    path: string
    body: unknown
    headers: IncomingHttpHeaders
  }) => Reply | undefined | 'silence' | 'close' = () => undefined,
) {
  const seen: string[] = []
  const open = new Set<string>()
  let made = 0
  const tree: Record<string, unknown> = {
    '/redfish/v1/': {
      '@odata.type': '#ServiceRoot.v1_15_0.ServiceRoot',
      Systems: { '@odata.id': '/redfish/v1/Systems' },
      Links: { Sessions: { '@odata.id': '/redfish/v1/SessionService/Sessions' } },
    },
    ...resources,
  }
  function answer(
    { method = '', url: path = '', headers }: IncomingMessage,
    body: unknown,
  ): Reply | 'silence' | 'close' {
    const special = otherwise({ method, path, body, headers })
    if (path === '/redfish/v1/SessionService/Sessions' && special === undefined) {
      const location = `${path}/${++made}`
      open.add(location)
      return { status: 201, headers: { 'x-auth-token': location, location }, body: {} }
    }
    if (method === 'DELETE') open.delete(path)
    if (special !== undefined) return special
    if (method !== 'GET') return { status: 204 }
    return path in tree ? { status: 200, body: tree[path] } : { status: 404, body: {} }
  }
  const server = await serve((request, response) => {
    void bodyOf(request).then((body) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify(body ?? '')}`.replace(/ ""$/, ''))
      const reply = answer(request, body)
      if (reply === 'silence') return
      if (reply === 'close') return request.socket.destroy()
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
      response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body))
    })
  })
  t.after(() => server.close())
  const { host, port } = server.endpoint
  const node = (name = 'n1', over: Partial<NodeInfo> = {}): NodeInfo => ({
    name: name as NodeName,
    protocol: 'redfish',
    bmc: host,
    port,
    username: 'root',
    password: new Secret('secret'),
    tls: 'pin',
    tlsLevel: 2,
    ...over,
  })
  const runner = inProcessRunner({ pins: memoryPins() })
  return {
    tree,
    /** Requests as `METHOD path body`, without those about sessions. */
    requests: () => seen.filter((line) => !line.includes('Sessions')),
    writes: () => seen.filter((line) => !line.includes('Sessions') && !line.startsWith('GET')),
    seen,
    open,
    node,
    /** Runs words on nodes of this service. */
    async ask(
      command: string,
      nodes: readonly NodeInfo[] = [node()],
      signal = new AbortController().signal,
      checkpoints: ReadonlyMap<NodeName, unknown> = new Map(),
    ) {
      const [name = '', ...words] = command.split(' ')
      const { invocation, view } = await parse(name, words)
      const options = { signal, fanout: 8, cwd: '/', trace: false, checkpoints }
      const events: RunEvent[] = await Array.fromAsync(runner.run(invocation, nodes, options))
      const lines = events.flatMap((event) => {
        if (event.kind === 'result') return view.result(event.value).map((line) => `${event.node}: ${line}`)
        if (event.kind === 'note')
          return (view.note?.(event.note) ?? []).map((line) => `${event.node}: ${line}`)
        return []
      })
      const errors = events.flatMap((event) => (event.kind === 'failure' ? [event.error] : []))
      const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.error] : []))
      return { events, lines, errors, warnings }
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const text = Buffer.concat(await Array.fromAsync(request)).toString('utf8')
  return text === '' ? undefined : JSON.parse(text)
}

/** A system at /redfish/v1/Systems/ID, and the collection that has it. */
export function systems(byId: Record<string, object>): Record<string, unknown> {
  const path = (id: string) => `/redfish/v1/Systems/${id}`
  return {
    '/redfish/v1/Systems': { Members: Object.keys(byId).map((id) => ({ '@odata.id': path(id) })) },
    ...Object.fromEntries(Object.entries(byId).map(([id, system]) => [path(id), { Id: id, ...system }])),
  }
}

/** The reset action of a system. */
export function reset(id: string, types?: readonly string[]) {
  return {
    Actions: {
      '#ComputerSystem.Reset': {
        target: `/redfish/v1/Systems/${id}/Actions/ComputerSystem.Reset`,
        ...(types
          ? { 'ResetType@Redfish.AllowableValues': types }
          : { '@Redfish.ActionInfo': '/redfish/v1/ResetActionInfo' }),
      },
    },
  }
}

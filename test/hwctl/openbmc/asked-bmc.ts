import type { TestContext } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import { type NodeName, Secret } from '../../../src/core/node.ts'
import type { Endpoint } from '../../../src/rest/trust.ts'
import { answerOf } from '../../contract/machines.ts'
import { memoryPins, serve } from '../../rest/web-server.ts'

/** A body with a status of its own. */
export interface Reply {
  readonly status: number
  readonly body: string
}

/** A command on a BMC that answers every login, gives one body for each path it knows, and 404 for others; and what it was asked. */
export async function askBmc(
  t: TestContext,
  replies: Readonly<Record<string, string | Reply>>,
  command: string,
) {
  const requests: string[] = []
  const server = await serve((request, response) => {
    const { method, url = '' } = request
    if (url === '/login') response.setHeader('set-cookie', 'sid="a!b=c?d+e/f"; Path=/')
    else if (url !== '/logout') requests.push(`${method} ${url}`)
    response.setHeader('content-type', 'application/json')
    const reply = replies[url] ?? (url.startsWith('/log') || method === 'PUT' ? '{"data":null}' : NOT_FOUND)
    response.statusCode = typeof reply === 'string' ? 200 : reply.status
    response.end(typeof reply === 'string' ? reply : reply.body)
  })
  t.after(() => server.close())
  return { ...(await commandOn(server.endpoint, command)), requests }
}

/** What a command comes to on the BMC at that endpoint. */
export async function commandOn({ host, port }: Endpoint, command: string) {
  const [name = '', ...words] = command.split(' ')
  const { invocation, view } = await parse(name, words)
  const node = {
    name: 'n1' as NodeName,
    protocol: 'openbmc',
    bmc: host,
    port,
    username: 'root',
    password: new Secret('x'),
    tls: 'pin',
    tlsLevel: 2,
  } as const
  const options = { signal: new AbortController().signal, fanout: 1, cwd: '/', trace: false }
  const runner = inProcessRunner({ pins: memoryPins() })
  const answer = answerOf(await Array.fromAsync(runner.run(invocation, [node], options)))
  return { ...answer, lines: answer.error ? [] : view.result(answer.value) }
}

const NOT_FOUND: Reply = {
  status: 404,
  body: JSON.stringify({
    data: { description: 'org.freedesktop.DBus.Error.FileNotFound: path or object not found' },
    message: '404 Not Found',
    status: 'error',
  }),
}

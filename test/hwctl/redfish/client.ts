import type { TestContext } from 'node:test'
import type { RedfishClient } from '../../../src/hwctl/redfish/client/resource.ts'
import { type Authentication, Session } from '../../../src/rest/session.ts'
import { restTo, serve } from '../../rest/web-server.ts'

/** What one path answers: a body with 200, or a status. */
export type Answer = object | number

const OPEN: Authentication = { login: async () => ({ headers: {} }), logout: async () => undefined }

/** A client on a service that answers these paths (with their queries), 404 for others, and what it was asked, in order. */
export async function clientOf(
  t: TestContext,
  answers: Record<string, Answer>,
  system?: string,
): Promise<{ readonly bmc: RedfishClient; readonly asked: string[]; readonly answers: typeof answers }> {
  const asked: string[] = []
  const server = await serve((request, response) => {
    const path = decodeURI(request.url ?? '')
    asked.push(path)
    const answer = answers[path] ?? 404
    response.setHeader('content-type', 'application/json')
    response.statusCode = typeof answer === 'number' ? answer : 200
    response.end(JSON.stringify(typeof answer === 'number' ? {} : answer))
  })
  const { signal } = new AbortController()
  const session = await Session.open(restTo(server.endpoint), OPEN, signal)
  t.after(async () => {
    await session.close()
    await server.close()
  })
  return { bmc: { session, signal, system }, asked, answers }
}

/** A collection with these members: texts are links. */
export function collection(...all: readonly (string | object)[]): object {
  return { Members: all.map((one) => (typeof one === 'string' ? { '@odata.id': one } : one)) }
}

/** A service root that says that it knows $expand, or that says nothing. */
export function root(expands: boolean): object {
  return {
    Systems: { '@odata.id': '/redfish/v1/Systems' },
    Chassis: { '@odata.id': '/redfish/v1/Chassis' },
    ...(expands && { ProtocolFeaturesSupported: { ExpandQuery: { NoLinks: true, Levels: true } } }),
  }
}

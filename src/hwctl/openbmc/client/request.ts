import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { RestAnswer } from '../../../rest/request.ts'
import type { Rest } from '../../../rest/rest.ts'
import type { Session } from '../../../rest/session.ts'
import { type Findings, readOnce } from '../../flows/once.ts'

/** One call's view of a BMC that speaks OpenBMC's REST over D-Bus. */
export interface OpenBmcClient {
  readonly session: Session
  readonly signal: AbortSignal
  /** What was read, by path, where each object is to be read once only. */
  readonly reads?: Findings
}

export const ROOT = '/xyz/openbmc_project'

/** Properties by name, or objects by path. Made once, as making a schema takes as long as many uses of it. */
export const anyObject = z.record(z.string(), z.unknown())

const envelope = z.object({ data: z.unknown().optional(), message: z.string().optional() })
const described = z.object({ description: z.string() })

/** Reads one path below /xyz/openbmc_project and returns the envelope's data. */
export async function get(bmc: OpenBmcClient, operation: string, path: string): Promise<unknown> {
  const answer = await getAnywhere(bmc, operation, ROOT + path)
  return dataOf(bmc.session.rest, answer)
}

/** Reads one path, wherever it is, and returns the whole answer. */
export function getAnywhere(bmc: OpenBmcClient, operation: string, path: string): Promise<RestAnswer> {
  const { session, signal } = bmc
  return readOnce(bmc.reads, path, () => session.request({ operation, method: 'GET', path, signal }))
}

/** Sets one D-Bus property: `path` ends in `/attr/NAME`. Never sent twice. */
export async function put(
  bmc: OpenBmcClient,
  operation: string,
  path: string,
  value: unknown,
): Promise<void> {
  const { session, signal } = bmc
  const body = { data: value }
  checkWrite(
    session.rest,
    await session.request({ operation, method: 'PUT', path: ROOT + path, body, signal }),
  )
}

/** Calls one D-Bus method: `path` ends in `/action/NAME`. Never sent twice. */
export async function post(
  bmc: OpenBmcClient,
  operation: string,
  path: string,
  args: unknown[],
): Promise<unknown> {
  const { session, signal } = bmc
  const body = { data: args }
  return dataOf(
    session.rest,
    await session.request({ operation, method: 'POST', path: ROOT + path, body, signal }),
  )
}

/** Takes one D-Bus object away. Never sent twice. */
export async function remove(bmc: OpenBmcClient, operation: string, path: string): Promise<void> {
  const { session, signal } = bmc
  checkWrite(session.rest, await session.request({ operation, method: 'DELETE', path: ROOT + path, signal }))
}

/**
 * The data of a good answer.
 * @throws HwctlError `bmc` for an error status, `malformed` for an answer without the envelope.
 */
export function dataOf(rest: Rest, answer: RestAnswer): unknown {
  check(rest, answer)
  const parsed = envelope.safeParse(answer.json)
  if (!parsed.success) throw malformed(rest, answer.path, 'no {"data": …} in the answer')
  return parsed.data.data
}

/** @throws HwctlError `bmc` for an error status. */
export function check(rest: Rest, answer: RestAnswer): void {
  if (answer.status >= 200 && answer.status < 300) return
  const { host, port } = rest.endpoint
  throw new HwctlError({ kind: 'bmc', host, port, status: answer.status, message: errorMessage(answer) })
}

/**
 * A web page with a good status is what a proxy, or a BMC without its services, says to everything: nothing was done then.
 * @throws HwctlError `bmc` for an error status, `malformed` for a body that is not JSON.
 */
function checkWrite(rest: Rest, answer: RestAnswer): void {
  check(rest, answer)
  if (answer.json !== undefined || answer.text.trim() === '') return
  const { host, port } = rest.endpoint
  const { path } = answer
  throw new HwctlError({ kind: 'malformed', host, port, path, problem: 'not JSON', outcomeUnknown: true })
}

/** What a body of the wrong shape is. */
export function malformed(rest: Rest, path: string, problem: string): HwctlError {
  const { host, port } = rest.endpoint
  return new HwctlError({ kind: 'malformed', host, port, path, problem })
}

/** `data.description`, or `data` itself, or the message, or plain text: bmcweb's own 401 and 403 are not JSON. */
export function errorMessage(answer: RestAnswer): string {
  const body = envelope.safeParse(answer.json)
  if (!body.success) return plainText(answer) ?? STATUS_CODES[answer.status] ?? 'Unknown error'
  const description = described.safeParse(body.data.data)
  if (description.success) return description.data.description
  if (typeof body.data.data === 'string') return body.data.data
  return body.data.message?.replace(/^\d{3} /, '') ?? STATUS_CODES[answer.status] ?? 'Unknown error'
}

function plainText({ text }: RestAnswer): string | undefined {
  const line = text.trim().split('\n', 1)[0] ?? ''
  return line === '' || line.startsWith('<') || line.length > 200 ? undefined : line
}

/** The last dotted part of an enumeration: `xyz.openbmc_project.State.Host.HostState.Running` is `Running`. */
export function lastPart(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(value.lastIndexOf('.') + 1) : undefined
}

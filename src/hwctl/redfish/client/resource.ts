import { z } from 'zod'
import type { RestAnswer } from '../../../rest/rest.ts'
import type { Session } from '../../../rest/session.ts'
import { annotation, check, checkWrite, malformed } from './errors.ts'
import { awaitTask } from './task.ts'

/** One call's view of a Redfish service. */
export interface RedfishClient {
  readonly session: Session
  readonly signal: AbortSignal
  /** The ComputerSystem that the node is, where its operator named one. */
  readonly system: string | undefined
}

/** A link to another resource. */
export const link = z.object({ '@odata.id': z.string() }).transform((value) => value['@odata.id'])

/** Several links; null stands for none, and what is not a link is left out. */
export const links = z
  .array(z.unknown())
  .nullish()
  .transform((many) => (many ?? []).flatMap((one) => link.safeParse(one).data ?? []))

/** The service root (DSP0266 6.1); services answer with or without the slash at its end, and all answer with it. */
export const SERVICE_ROOT = '/redfish/v1/'

/** A resource that was read, with the tag that a later PATCH names. */
export interface Resource<T> {
  readonly path: string
  readonly data: T
  readonly etag: string | undefined
}

/**
 * Reads a resource and checks its shape.
 * @throws HwctlError `bmc`, `malformed` with the path of the property that is wrong.
 */
export async function read<S extends z.ZodType>(
  bmc: RedfishClient,
  operation: string,
  path: string,
  shape: S,
): Promise<Resource<z.infer<S>>> {
  const answer = await bmc.session.request({ operation, method: 'GET', path, signal: bmc.signal })
  check(bmc.session.rest, answer)
  const parsed = shape.safeParse(answer.json)
  if (!parsed.success) throw malformed(bmc.session.rest, path, problemOf(answer, parsed.error))
  return { path, data: parsed.data, etag: etagOf(answer) }
}

function problemOf(answer: RestAnswer, error: z.ZodError): string {
  if (answer.json === undefined) return answer.text === '' ? 'an empty answer' : 'not JSON'
  const issue = error.issues[0]
  return issue ? `${issue.path.join('/')}: ${issue.message}` : 'not what the schema says'
}

const tagged = z.object({ '@odata.etag': z.string() })

function etagOf({ headers, json }: RestAnswer): string | undefined {
  if (typeof headers.etag === 'string') return headers.etag
  return tagged.safeParse(json).data?.['@odata.etag']
}

/**
 * Changes the properties that are given, and only those. A tag that is no longer the resource's is read again, once.
 * @returns what the service said about it in a 200: a property may not have been changed (DSP0266, 7.6.2)
 * @throws HwctlError `bmc`
 */
export async function patch(
  bmc: RedfishClient,
  operation: string,
  resource: { readonly path: string; readonly etag: string | undefined },
  change: unknown,
): Promise<string | undefined> {
  const send = (etag: string | undefined) =>
    bmc.session.request({
      operation,
      method: 'PATCH',
      path: resource.path,
      ...(etag && { headers: { 'if-match': etag } }),
      body: change,
      signal: bmc.signal,
    })
  let answer = await send(resource.etag)
  if (answer.status === 412)
    answer = await send((await read(bmc, operation, resource.path, z.unknown())).etag)
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, operation, answer)
  return annotation(answer.json)
}

import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { RestAnswer, RestRequest } from '../../../rest/request.ts'
import type { Session } from '../../../rest/session.ts'
import { isNotFound } from '../../flows/not-found.ts'
import { type Findings, readOnce } from '../../flows/once.ts'
import { annotation, check, checkWrite, malformed } from './errors.ts'
import { noteRead, type Trail } from './naming.ts'
import { isObject, type JsonObject } from './property.ts'
import { awaitTask } from './task.ts'

/** One call's view of a Redfish service. */
export interface RedfishClient {
  readonly session: Session
  readonly signal: AbortSignal
  /** The ComputerSystem that the node is, where its operator named one. */
  readonly system: string | undefined
  /** What was read, by path, where each resource is to be read once only. */
  readonly reads?: Findings
  /** Takes down what is read while links are followed that will be remembered. */
  readonly trail?: Trail
}

/** A view of the same service that reads each resource once: for calls that read the same things for several reasons. */
export function readingOnce(bmc: RedfishClient): RedfishClient {
  return bmc.reads ? bmc : { ...bmc, reads: new Map() }
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

function get(bmc: RedfishClient, operation: string, path: string): Promise<RestAnswer> {
  const { session, signal } = bmc
  return readOnce(bmc.reads, path, () => session.request({ operation, method: 'GET', path, signal }))
}

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
  const answer = await get(bmc, operation, path)
  check(bmc.session.rest, answer)
  const parsed = shape.safeParse(answer.json)
  if (!parsed.success) throw malformed(bmc.session.rest, path, problemOf(answer, parsed.error))
  return noted(bmc, { path, data: parsed.data, etag: etagOf(answer) })
}

/**
 * Reads a resource as it is, whatever its properties are: for large ones, whose every property a schema would look at again.
 * @throws HwctlError `bmc`; `malformed` for what is not an object
 */
export async function readObject(
  bmc: RedfishClient,
  operation: string,
  path: string,
): Promise<Resource<JsonObject>> {
  const answer = await get(bmc, operation, path)
  check(bmc.session.rest, answer)
  const { json } = answer
  if (!isObject(json)) throw malformed(bmc.session.rest, path, notAnObject(answer))
  return noted(bmc, { path, data: json, etag: etagOf(answer) })
}

function noted<T>(bmc: RedfishClient, resource: Resource<T>): Resource<T> {
  noteRead(bmc, resource)
  return resource
}

/** The same; undefined for what is not there (404). */
export async function readIfThere(
  bmc: RedfishClient,
  operation: string,
  path: string,
): Promise<Resource<JsonObject> | undefined> {
  return orUndefined(readObject(bmc, operation, path))
}

/**
 * What a link leads to is something that a machine has or has not: where it leads nowhere (404), it has not.
 * @throws HwctlError `unsupported`, and what `reading` throws
 */
export async function orUnsupported<T>(what: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (thrown) {
    throw isNotFound(thrown) ? new HwctlError({ kind: 'unsupported', what }, thrown) : thrown
  }
}

/** The same, where something else will do, or nothing: undefined where it leads nowhere. */
export async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined
    throw thrown
  }
}

/** Checks the shape of a resource that was read. @throws HwctlError `malformed` */
export function shaped<S extends z.ZodType>(
  bmc: RedfishClient,
  { path, data, etag }: Resource<unknown>,
  shape: S,
): Resource<z.infer<S>> {
  const parsed = shape.safeParse(data)
  if (!parsed.success) throw malformed(bmc.session.rest, path, issueOf(parsed.error))
  return { path, data: parsed.data, etag }
}

function problemOf(answer: RestAnswer, error: z.ZodError): string {
  return answer.json === undefined ? notAnObject(answer) : issueOf(error)
}

function notAnObject({ json, text }: RestAnswer): string {
  if (json !== undefined) return 'not an object'
  return text === '' ? 'an empty answer' : 'not JSON'
}

function issueOf(error: z.ZodError): string {
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
 * @param shown what traces show in place of a secret
 * @returns what the service said about it in a 200: a property may not have been changed (DSP0266, 7.6.2)
 * @throws HwctlError `bmc`
 */
export async function patch(
  bmc: RedfishClient,
  operation: string,
  resource: { readonly path: string; readonly etag: string | undefined },
  change: unknown,
  shown: Pick<RestRequest, 'shownBody'> = {},
): Promise<string | undefined> {
  const send = (etag: string | undefined) =>
    bmc.session.request({
      operation,
      method: 'PATCH',
      path: resource.path,
      ...shown,
      ...(etag && { headers: { 'if-match': etag } }),
      body: change,
      signal: bmc.signal,
    })
  let answer = await send(resource.etag)
  if (answer.status === 412 || answer.status === 428)
    answer = await send((await read(bmc, operation, resource.path, z.unknown())).etag)
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, operation, answer)
  return annotation(answer.json)
}

import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { BodySink } from '../../../rest/download.ts'
import { isNotFound } from '../../flows/not-found.ts'
import { anyObject, check, get, lastPart, malformed, type OpenBmcClient, post } from './request.ts'

/** One dump as the BMC words it; the properties of dump/entry/ID (until 2020) and dump/bmc/entry/ID (since). */
export interface DumpObject {
  readonly id: string
  readonly bytes?: number
  /** Since 1970, in the unit that the image has: seconds, later microseconds. */
  readonly elapsed?: number
  /** Last part of Common.Progress.OperationStatus; absent on images that list finished dumps only. */
  readonly status?: string
}

const count = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).nullish()
const entry = z.object({ Size: count, Elapsed: count, Status: z.string().nullish() })
const ENTRY = /\/dump\/(?:bmc\/)?entry\/(\d+)$/

/** GET /dump/enumerate; no dumps, or no dump manager, is an empty list. */
export async function listDumps(bmc: OpenBmcClient): Promise<readonly DumpObject[]> {
  const data = await get(bmc, 'list_dump_info', '/dump/enumerate').catch(nothingThere)
  const tree = anyObject.safeParse(data ?? {})
  if (!tree.success)
    throw malformed(bmc.session.rest, '/xyz/openbmc_project/dump/enumerate', 'not a map of objects')
  return Object.entries(tree.data)
    .flatMap(([path, properties]) => {
      const id = ENTRY.exec(path)?.[1]
      return id === undefined ? [] : [dumpOf(id, entry.safeParse(properties).data ?? {})]
    })
    .sort((a, b) => Number(a.id) - Number(b.id))
}

function dumpOf(id: string, { Size, Elapsed, Status }: z.infer<typeof entry>): DumpObject {
  const status = lastPart(Status)
  return {
    id,
    ...(Size != null && { bytes: Size }),
    ...(Elapsed != null && { elapsed: Elapsed }),
    ...(status !== undefined && { status }),
  }
}

/**
 * GET /dump, later /dump/bmc: the object that makes dumps, and lists those that there are.
 * @throws HwctlError `unsupported` where the image has neither
 */
export async function findDumpManager(bmc: OpenBmcClient): Promise<void> {
  for (const path of ['/dump', '/dump/bmc'])
    try {
      await get(bmc, 'find_dump_manager', path)
      return
    } catch (thrown) {
      if (!isNotFound(thrown)) throw thrown
    }
  throw new HwctlError({ kind: 'unsupported', what: 'dumps', status: 404 })
}

/** POST /dump/action/CreateDump, later /dump/bmc/action/CreateDump; the ID is a number, later the path of the entry. */
export async function createDump(bmc: OpenBmcClient): Promise<string | undefined> {
  const made = await eitherPath(
    () => post(bmc, 'create_dump', '/dump/action/CreateDump', []),
    () => post(bmc, 'create_dump', '/dump/bmc/action/CreateDump', [{}]),
  )
  return /(?:^|\/)(\d+)$/.exec(typeof made === 'number' || typeof made === 'string' ? String(made) : '')?.[1]
}

/** POST /dump/entry/ID/action/Delete, later /dump/bmc/entry/ID/action/Delete */
export async function deleteDump(bmc: OpenBmcClient, id: string): Promise<void> {
  await eitherPath(
    () => post(bmc, 'clear_dump', `/dump/entry/${id}/action/Delete`, []),
    () => post(bmc, 'clear_dump', `/dump/bmc/entry/${id}/action/Delete`, []),
  )
}

/** POST /dump/action/DeleteAll, later /dump/bmc/action/DeleteAll */
export async function deleteAllDumps(bmc: OpenBmcClient): Promise<void> {
  await eitherPath(
    () => post(bmc, 'clear_dump_all', '/dump/action/DeleteAll', []),
    () => post(bmc, 'clear_dump_all', '/dump/bmc/action/DeleteAll', []),
  )
}

/** GET /download/dump/ID, streamed. */
export async function downloadDump(
  { session, signal }: OpenBmcClient,
  id: string,
  into: BodySink,
): Promise<void> {
  const path = `/download/dump/${id}`
  check(
    session.rest,
    await session.request({ operation: 'download_dump', method: 'GET', path, into, signal }),
  )
}

/** A 404 did nothing, so that the newer path may be tried; where both are missing, the first answer is told. */
async function eitherPath(older: () => Promise<unknown>, newer: () => Promise<unknown>): Promise<unknown> {
  try {
    return await older()
  } catch (first) {
    if (!isNotFound(first)) throw first
    try {
      return await newer()
    } catch (second) {
      throw isNotFound(second) ? first : second
    }
  }
}

function nothingThere(thrown: unknown): undefined {
  if (!isNotFound(thrown)) throw thrown
}

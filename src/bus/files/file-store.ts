import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { jetstream } from '@nats-io/jetstream'
import { type ObjectStore, Objm } from '@nats-io/obj'
import { HwctlError } from '../../core/errors.ts'
import type { Bus } from '../bus.ts'
import { FILES_BUCKET } from '../nats-conf.ts'

/** Files are kept in objects of this size, so that whoever fetches one holds no more of it in memory. */
export const PART_BYTES = 1024 * 1024
/** How long files are kept; one that is older than half of it is stored again. */
const KEPT_MS = 7 * 86_400_000
const NS_PER_MS = 1_000_000

/** A file by what is in it: who has this can check what he gets. */
export interface StoredFile {
  /** SHA-256, hex. */
  readonly sha256: string
  readonly bytes: number
}

/** The name of a part's object. */
export function partName({ sha256 }: StoredFile, part: number): string {
  return `${sha256}.${part}`
}

export function partsOf({ bytes }: StoredFile): number {
  return Math.ceil(bytes / PART_BYTES)
}

/** The object store that files go through. @throws HwctlError `service-node` where it cannot be had */
export async function openObjects(bus: Bus, how: 'create' | 'open'): Promise<ObjectStore> {
  try {
    const objects = new Objm(jetstream(bus.connection))
    if (how === 'open') return await objects.open(FILES_BUCKET)
    return await objects.create(FILES_BUCKET, { ttl: KEPT_MS * NS_PER_MS })
  } catch (thrown) {
    const reason = `its object store: ${thrown instanceof Error ? thrown.message : thrown}`
    throw new HwctlError({ kind: 'service-node', serviceNode: 'broker', problem: 'bus', reason }, thrown)
  }
}

/**
 * Stores a file for all service nodes; one that is there is not sent again.
 * @throws HwctlError `file` for one that cannot be read or changes meanwhile
 */
export async function storeFile(bus: Bus, path: string): Promise<StoredFile> {
  const file = await describeFile(path)
  const objects = await openObjects(bus, 'create')
  const whole = await objects.info(file.sha256)
  const isThere = whole && !whole.deleted && Date.now() - Date.parse(whole.mtime) < KEPT_MS / 2
  if (isThere) return file
  const hash = createHash('sha256')
  let part = 0
  for await (const bytes of inParts(path)) {
    hash.update(bytes)
    await objects.putBlob({ name: partName(file, part++) }, bytes)
  }
  if (hash.digest('hex') !== file.sha256) throw fileError(path, 'it changed while it was stored')
  await objects.putBlob({ name: file.sha256 }, Buffer.from(JSON.stringify(file)))
  return file
}

/** What is in a file. @throws HwctlError `file` */
export async function describeFile(path: string): Promise<StoredFile> {
  try {
    const hash = createHash('sha256')
    for await (const bytes of createReadStream(path)) hash.update(bytes)
    return { sha256: hash.digest('hex'), bytes: (await stat(path)).size }
  } catch (thrown) {
    throw fileError(path, (thrown as NodeJS.ErrnoException).code ?? String(thrown), thrown)
  }
}

export function fileError(path: string, reason: string, cause?: unknown): HwctlError {
  return new HwctlError({ kind: 'file', path, reason }, cause)
}

async function* inParts(path: string): AsyncGenerator<Buffer, void, undefined> {
  let waiting: Buffer[] = []
  let size = 0
  for await (const chunk of createReadStream(path, { highWaterMark: PART_BYTES })) {
    waiting.push(chunk)
    size += chunk.length
    if (size < PART_BYTES) continue
    const all = Buffer.concat(waiting)
    yield all.subarray(0, PART_BYTES)
    waiting = [all.subarray(PART_BYTES)]
    size = all.length - PART_BYTES
  }
  if (size > 0) yield Buffer.concat(waiting)
}

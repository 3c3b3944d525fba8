import type { SimulatedBmc } from '../bmc.ts'
import type { BmcReply, BmcRequest } from '../message.ts'
import type { Dialect } from './dialect.ts'
import { failure, ok } from './envelope.ts'

/** True for what is sent to the place of firmware uploads: `POST /upload/image`, `PUT /upload/image/NAME`. */
export function isUpload(path: string): boolean {
  return path === '/upload/image' || path.startsWith('/upload/image/')
}

/** Takes a firmware tar, as the request's upload holds what came of it. The real servers let up to 10 s pass before the 400. */
export function upload(bmc: SimulatedBmc, request: BmcRequest, dialect: Dialect): BmcReply {
  if (request.method !== 'POST' && request.method !== 'PUT') return failure(405, 'Method not allowed')
  const refused = dialect.refusal(bmc, request)
  if (refused) return refused
  const { manifest, bytes = 0 } = request.upload ?? {}
  const type = (request.headers['content-type'] ?? '').toLowerCase()
  if (dialect.uploadType && type !== dialect.uploadType)
    return failure(415, `Unsupported Content-Type: '${type}'`)
  const id = bmc.firmware.upload(manifest, bytes)
  return id === undefined ? failure(400, 'Version already exists or failed to be extracted') : ok(id)
}

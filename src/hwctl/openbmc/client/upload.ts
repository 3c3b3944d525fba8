import { check, type OpenBmcClient } from './request.ts'

/** A file on this host, and who is told how much of it is on its way. */
export interface ImageUpload {
  readonly path: string
  readonly bytes: number
  sent(bytes: number): void
}

/**
 * POST /upload/image: the tar as it is. Both servers answer when the BMC has unpacked it, or after 10 s and more with 400, "Version
 * already exists or failed to be extracted" (phosphor-rest-server, bmcweb); bmcweb takes one at a time, and says 503 to others.
 * Never sent twice.
 */
export async function uploadImage({ session, signal }: OpenBmcClient, upload: ImageUpload): Promise<void> {
  const answer = await session.request({
    operation: 'upload_firmware',
    method: 'POST',
    path: '/upload/image',
    upload,
    signal,
  })
  check(session.rest, answer)
}

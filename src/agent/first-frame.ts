import type { Socket } from 'node:net'
import { usageError } from '../core/command.ts'
import { FrameReader, MAX_REQUEST_BYTES } from '../edges/xcat/frame.ts'

/**
 * The first frame that a client sends; undefined for one that leaves without a word.
 * @throws HwctlError `usage` for half a frame, a length that cannot be, or nothing within `withinMs`.
 */
export function firstFrame(socket: Socket, withinMs: number): Promise<string | undefined> {
  const reader = new FrameReader(MAX_REQUEST_BYTES)
  return new Promise<string | undefined>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(usageError(`No whole request came within ${withinMs / 1000} seconds`)),
      withinMs,
    )
    const settle = (done: () => void) => {
      clearTimeout(timer)
      socket.off('data', take)
      socket.resume()
      done()
    }
    const take = (chunk: Buffer) => {
      try {
        const body = reader.bodies(chunk).next().value
        if (body) settle(() => resolve(body))
      } catch (thrown) {
        settle(() => reject(thrown))
      }
    }
    const left = () =>
      settle(() =>
        reader.isBetweenFrames ? resolve(undefined) : reject(usageError('The request ended in the middle')),
      )
    socket.on('data', take).once('end', left).once('close', left)
  })
}

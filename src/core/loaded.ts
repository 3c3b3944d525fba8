import { HwctlError } from './errors.ts'

/**
 * A part of hwctl that is loaded when it is first needed.
 * @throws HwctlError `internal`, with the way out, where its file has gone since this process began
 */
export async function loaded<T>(part: Promise<T>): Promise<T> {
  try {
    return await part
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw thrown
    throw new HwctlError({ kind: 'internal', message: REPLACED }, thrown)
  }
}

const REPLACED =
  'hwctl was replaced while this process ran, and the rest of it cannot be loaded any more. Ask again; an agent that runs as a service has to be started again.'

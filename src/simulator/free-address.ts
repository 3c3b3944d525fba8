import { HwctlError } from '../core/errors.ts'
import { randomFirstAddress } from './loopback-address.ts'

const TRIES = 50

/** Tries random blocks of loopback addresses until one is free. */
export async function atFreeAddress<T>(
  count: number,
  tryAt: (firstAddress: string) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryAt(randomFirstAddress(count))
    } catch (error) {
      if (!isAddressInUse(error) || tries === TRIES) throw error
    }
  }
}

/** True for the operating system's word that somebody else listens there. */
export function isAddressInUse(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

/** Says what the operating system has against listening, in a way that helps. */
export function listenProblem(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const wayOut = WAYS_OUT[String(error.code)]
  return wayOut ? new HwctlError({ kind: 'usage', problem: `${error.message}: ${wayOut}` }, error) : error
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  EADDRINUSE: 'somebody else listens there; take another --port or --first-address',
  EACCES: 'ports below 1024 are for root; take another --port',
  EMFILE: 'no file descriptor is left; simulate fewer BMCs, or raise the limit (ulimit -n)',
}

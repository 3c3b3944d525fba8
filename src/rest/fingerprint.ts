import { HwctlError } from '../core/errors.ts'
import { connectError } from './connect-error.ts'
import { openTls } from './connector.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { type Endpoint, Trust } from './trust.ts'

/**
 * The SHA-256 fingerprint of the certificate that a BMC shows now, whatever is trusted; nothing is sent to it.
 * @throws HwctlError `connect`
 */
export async function fingerprintOf(endpoint: Endpoint): Promise<string> {
  let shown = ''
  const trust = new Trust({
    get: () => undefined,
    set(_host, _port, fingerprint) {
      shown = fingerprint
    },
    announced: () => undefined,
    announce: () => undefined,
  })
  try {
    const socket = await openTls({ ...endpoint, tls: 'pin' }, { trust, limits: DEFAULT_LIMITS })
    socket.destroy()
    return shown
  } catch (thrown) {
    if (thrown instanceof HwctlError) throw thrown
    const { host, port } = endpoint
    throw connectError(thrown, { host, port, path: '' }, { phase: 'request', outcomeUnknown: false })
  }
}

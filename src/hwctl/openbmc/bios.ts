import { executor, unsupported } from '../../core/lifecycle.ts'
import { Bios } from '../managers/bios.ts'
import { protocol } from './protocol.ts'

/** OpenBMC's REST over D-Bus has no BIOS settings: the images that serve it are of OpenPOWER machines, which have none. */
export default executor(Bios, protocol, {
  get: unsupported,
  set: unsupported,
  getPending: unsupported,
  resetToDefault: unsupported,
})

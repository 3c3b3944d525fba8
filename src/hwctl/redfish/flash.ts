import { executor, unsupported } from '../../core/lifecycle.ts'
import { Flash } from '../managers/flash.ts'
import { protocol } from './protocol.ts'

/** The UpdateService (DSP2046) is not used yet. */
export default executor(Flash, protocol, {
  list: unsupported,
  check: unsupported,
  upload: unsupported,
  activate: unsupported,
  flash: unsupported,
  delete: unsupported,
})

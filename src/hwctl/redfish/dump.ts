import { executor, unsupported } from '../../core/lifecycle.ts'
import { Dump } from '../managers/dump.ts'
import { protocol } from './protocol.ts'

/** Dumps of a BMC over Redfish are not there yet. */
export default executor(Dump, protocol, {
  list: unsupported,
  generate: unsupported,
  clear: unsupported,
  download: unsupported,
  collect: unsupported,
})

import { executor, unsupported } from '../../core/lifecycle.ts'
import { Eventlog } from '../managers/eventlog.ts'
import { protocol } from './protocol.ts'

/** Logs over Redfish (DSP2046, LogService) are not there yet. */
export default executor(Eventlog, protocol, {
  list: unsupported,
  clear: unsupported,
  resolve: unsupported,
  follow: unsupported,
})

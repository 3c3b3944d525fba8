import { executor, unsupported } from '../../core/lifecycle.ts'
import { BmcConfiguration } from '../managers/bmcconfig.ts'
import { protocol } from './protocol.ts'

/** Not over Redfish yet. */
export default executor(BmcConfiguration, protocol, {
  get: unsupported,
  set: unsupported,
  setHostname: unsupported,
  setNtpServers: unsupported,
  setAddress: unsupported,
  useDhcp: unsupported,
})

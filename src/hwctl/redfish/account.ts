import { executor, unsupported } from '../../core/lifecycle.ts'
import { Account } from '../managers/account.ts'
import { protocol } from './protocol.ts'

/** Users over Redfish are not there yet. */
export default executor(Account, protocol, {
  changePassword: unsupported,
  list: unsupported,
  add: unsupported,
  change: unsupported,
  remove: unsupported,
})

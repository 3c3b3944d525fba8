import { executor, unsupported } from '../../core/lifecycle.ts'
import { SshKey } from '../managers/ssh-key.ts'
import { protocol } from './protocol.ts'

/** SSH keys of a BMC that speaks Redfish are not there yet. */
export default executor(SshKey, protocol, { install: unsupported })

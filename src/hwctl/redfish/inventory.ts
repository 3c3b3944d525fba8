import { executor, unsupported } from '../../core/lifecycle.ts'
import { Inventory } from '../managers/inventory.ts'
import { protocol } from './protocol.ts'

/** Not there yet over Redfish. */
export default executor(Inventory, protocol, { read: unsupported })

import { executor, unsupported } from '../../core/lifecycle.ts'
import { Gard } from '../managers/gard.ts'
import { protocol } from './protocol.ts'

/** Redfish knows no GARD records. */
export default executor(Gard, protocol, { clear: unsupported })

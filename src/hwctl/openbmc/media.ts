import { executor, unsupported } from '../../core/lifecycle.ts'
import { Media } from '../managers/media.ts'
import { protocol } from './protocol.ts'

/** OpenBMC's REST over D-Bus has no virtual media. */
export default executor(Media, protocol, { list: unsupported, insert: unsupported, eject: unsupported })

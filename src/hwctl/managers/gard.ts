import { capability, op } from '../../core/capability.ts'

/** Records of parts that an OpenPOWER host keeps out of use because they failed. */
export const Gard = capability('gard', { clear: op<void, { readonly cleared: true }>() })

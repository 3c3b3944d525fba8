import { executor, unsupported } from '../../core/lifecycle.ts'
import { Beacon } from '../managers/beacon.ts'
import { protocol } from './protocol.ts'

/** LocationIndicatorActive and IndicatorLED are not spoken yet. */
export default executor(Beacon, protocol, { getBeacon: unsupported, setBeacon: unsupported })

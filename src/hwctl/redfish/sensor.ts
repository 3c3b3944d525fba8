import { executor, unsupported } from '../../core/lifecycle.ts'
import { Sensor } from '../managers/sensor.ts'
import { protocol } from './protocol.ts'

/** Sensors, Thermal and Power of a chassis are not spoken yet. */
export default executor(Sensor, protocol, { readVitals: unsupported })

import type { Difference } from '../difference.ts'

const documented =
  'sensors without `Scale` and LEDs at other paths are `Received wrong format response` and 404'

const ALTITUDE = ['N: Altitude: 182 Meters']
const TEMPERATURES = [
  'N: Ambient: 23.5 C',
  'N: Dimm2 Temp: 91 C',
  'N: P0 Core0 Temp: 41 C',
  'N: P1 Core0 Temp: 42 C',
  'N: Pcie: 30.312 C',
]
const FANS = ['N: Fan0 0: 7668 RPMS', 'N: Fan1 0: 7768 RPMS']
const VOLTAGES = ['N: Ps0 Input Voltage: 207.5 Volts']
const CURRENTS = ['N: Ps0 Output Current: 17.1 Amps']
const WATTS = ['N: Ps0 Input Power: 212 Watts', 'N: Ps1 Input Power: 209 Watts', 'N: Total Power: 421 Watts']
const LEDS = [
  'N: LEDs Bmc Booted: On',
  'N: LEDs Enclosure Fault: Off',
  'N: LEDs Enclosure Identify: Off',
  'N: LEDs Enclosure Identify Blink: Off',
  'N: LEDs Power On: Off',
]
const ALL = [...ALTITUDE, ...TEMPERATURES, ...FANS, ...VOLTAGES, ...CURRENTS, ...WATTS]

/** Readings in the order in which they are shown. */
function sorted(...lines: readonly string[]): readonly string[] {
  return lines.toSorted()
}

export default [
  { command: 'rvitals N all', lines: [...sorted(...ALL), ...LEDS, '(rc 0)'], documented },
  { command: 'rvitals N altitude', lines: [...ALTITUDE, '(rc 0)'], documented },
  { command: 'rvitals N fanspeed', lines: [...FANS, '(rc 0)'], documented },
  { command: 'rvitals N leds', lines: [...LEDS, '(rc 0)'], documented },
  { command: 'rvitals N power', lines: [...sorted(...CURRENTS, ...WATTS), '(rc 0)'], documented },
  { command: 'rvitals N temp', lines: [...TEMPERATURES, '(rc 0)'], documented },
  { command: 'rvitals N voltage', lines: [...VOLTAGES, '(rc 0)'], documented },
  { command: 'rvitals N wattage', lines: [...WATTS, '(rc 0)'], documented },
  { command: 'rvitals N', lines: [...sorted(...ALL), ...LEDS, '(rc 0)'], documented },
] satisfies readonly Difference[]

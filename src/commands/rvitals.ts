import { type Command, type ParsedWords, show, usageError } from '../core/command.ts'
import { Sensor, type SensorClass, type VitalsWish } from '../hwctl/managers/sensor.ts'
import { ledLines } from './vitals/led-lines.ts'
import { sensorLine } from './vitals/sensor-line.ts'

/** Words, and what they read; xCAT counts current and energy as power. */
const WISHES: Readonly<Record<string, VitalsWish>> = {
  all: { leds: true },
  temp: only('temperature'),
  voltage: only('voltage'),
  fanspeed: only('fan-speed'),
  wattage: only('power'),
  power: only('current', 'energy', 'power'),
  altitude: only('altitude'),
  humidity: only('humidity'),
  utilization: only('utilization'),
  leds: { classes: [], leds: true },
}

function only(...classes: readonly SensorClass[]): VitalsWish {
  return { classes, leds: false }
}

/** `rvitals`: what nodes measure, and what their LEDs show. */
export default {
  name: 'rvitals',
  summary: 'Show temperatures, voltages, fans, power and LEDs of nodes',
  words: [
    { word: 'all', summary: 'everything; so does no word at all' },
    { word: 'temp', summary: 'temperatures' },
    { word: 'voltage', summary: 'voltages' },
    { word: 'fanspeed', summary: 'fans' },
    { word: 'power', summary: 'current, energy and power' },
    { word: 'wattage', summary: 'power alone' },
    { word: 'altitude', summary: 'altitude' },
    { word: 'humidity', summary: 'humidity' },
    { word: 'utilization', summary: 'how busy processors and memory are' },
    { word: 'leds', summary: 'what the LEDs show' },
  ],
  options: [],
  examples: [
    { line: 'n7 temp', does: 'temperatures of n7' },
    { line: 'all wattage', does: 'what every node draws' },
    { line: 'n7 temp -V', does: 'with the limits that the BMC watches' },
  ],
  parse(words) {
    const wish = wishOf(words)
    const isLong = words.options.has('verbose')
    return show(Sensor.readVitals(wish), {
      result({ sensors, leds }) {
        const lines = [...sensors.map((sensor) => sensorLine(sensor, isLong)), ...ledLines(leds)]
        return lines.length > 0 ? lines : ['No attributes returned from the BMC.']
      },
    })
  },
} satisfies Command

function wishOf({ operands }: ParsedWords): VitalsWish {
  const allowed = Object.keys(WISHES)
  const [word = 'all', ...more] = operands
  if (more.length > 0) throw usageError('Only one option is supported at the same time for rvitals', allowed)
  const wish = Object.hasOwn(WISHES, word) ? WISHES[word] : undefined
  if (!wish) throw usageError(`Unsupported command: rvitals ${word}`, allowed)
  return wish
}

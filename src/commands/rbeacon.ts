import { type Command, type ParsedWords, show, usageError } from '../core/command.ts'
import { Beacon, type BeaconReading, LED_STATES, type Led, type LedState } from '../hwctl/managers/beacon.ts'

/** `rbeacon`: the light that tells which machine it is. */
export default {
  name: 'rbeacon',
  summary: 'Switch and show the identify LED of nodes',
  words: [
    { word: 'on', summary: 'light it' },
    { word: 'off', summary: 'put it out' },
    { word: 'blink', summary: 'let it blink, where the BMC can' },
    { word: 'stat', summary: 'show it, at the front and at the rear where the BMC tells them apart' },
  ],
  options: [],
  examples: [
    { line: 'n7 on', does: 'n7 can be found in its rack' },
    { line: 'all stat', does: 'which nodes are lit' },
  ],
  parse(words) {
    const state = wordOf(words)
    if (state === 'stat') return show(Beacon.getBeacon(), { result: (reading) => [text(reading)] })
    return show(Beacon.setBeacon({ state }), { result: (set) => [set.state] })
  },
} satisfies Command

function wordOf({ operands }: ParsedWords): LedState | 'stat' {
  const allowed = [...LED_STATES, 'stat'] as const
  const [word, ...more] = operands
  if (word === undefined) throw usageError('No option specified for rbeacon', allowed)
  if (more.length > 0) throw usageError('Only one option is supported at the same time for rbeacon', allowed)
  const known = allowed.find((one) => one === word)
  if (!known) throw usageError(`Unsupported command: rbeacon ${word}`, allowed)
  return known
}

/** A BMC that has no lamps to show says only what it was asked to have them do. */
function text({ state, front, rear }: BeaconReading): string {
  if (!front && !rear) return `Identify:${state ? TEXTS[state] : 'None'}`
  return `Front:${lamp(front, 'None')} Rear:${lamp(rear, 'N/A')}`
}

const TEXTS = { on: 'On', off: 'Off', blink: 'Blink' } as const satisfies Record<LedState, string>

function lamp(led: Led | undefined, missing: string): string {
  return led?.state ? TEXTS[led.state] : missing
}

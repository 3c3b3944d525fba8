import type { Led, LedState } from '../../hwctl/managers/beacon.ts'
import { title } from './title.ts'

const LED_TEXTS = { on: 'On', off: 'Off', blink: 'Blink' } as const satisfies Record<LedState, string>

/** xCAT's lines and their order, with the names of the lamps that they are about. */
const XCAT_LEDS: Readonly<Record<string, string>> = {
  fan0: 'Fan0',
  fan1: 'Fan1',
  fan2: 'Fan2',
  fan3: 'Fan3',
  front_fault: 'Front Fault',
  front_id: 'Front Identify',
  front_power: 'Front Power',
  rear_fault: 'Rear Fault',
  rear_id: 'Rear Identify',
  rear_power: 'Rear Power',
}

/** The lamps where there are any: xCAT's ten always, then others; else the groups, which are all that the BMC tells. */
export function ledLines(leds: readonly Led[]): readonly string[] {
  const lamps = leds.filter(({ kind }) => kind === 'lamp')
  if (lamps.length === 0) return leds.map((led) => ledLine(title(led.name), led))
  const byName = new Map(lamps.map((led) => [led.name.replaceAll('-', '_'), led]))
  const known = Object.entries(XCAT_LEDS)
  const others = [...byName].filter(([name]) => !Object.hasOwn(XCAT_LEDS, name))
  const isLikeXcat = others.length < byName.size
  return [
    ...(isLikeXcat ? known.map(([name, text]) => ledLine(text, byName.get(name))) : []),
    ...others.map(([name, led]) => ledLine(title(name), led)),
  ]
}

function ledLine(label: string, led: Led | undefined): string {
  return `LEDs ${label}: ${led?.state ? LED_TEXTS[led.state] : 'N/A'}`
}

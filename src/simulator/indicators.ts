/** What a lamp can show. */
export const LAMP_STATES = ['Off', 'On', 'Blink'] as const
/** One of them. */
export type LampState = (typeof LAMP_STATES)[number]

/** The lamps of a machine. */
export const LAMPS = [
  'fan0',
  'fan1',
  'fan2',
  'fan3',
  'front_fault',
  'front_id',
  'front_power',
  'rear_fault',
  'rear_id',
  'rear_power',
] as const
/** One of them. */
export type Lamp = (typeof LAMPS)[number]

/** Lamps that are switched together. */
export const LED_GROUPS = [
  'bmc_booted',
  'enclosure_fault',
  'enclosure_identify',
  'enclosure_identify_blink',
  'power_on',
] as const
/** One of them. */
export type LedGroup = (typeof LED_GROUPS)[number]

/** The LEDs of one machine: groups that can be asserted, and lamps that follow them until somebody switches one by itself. */
export class Indicators {
  readonly #asserted = new Set<LedGroup>(['bmc_booted'])
  readonly #byHand = new Map<Lamp, LampState>()
  readonly #hasPower: () => boolean

  /** @param hasPower Whether the machine is on: the power LED follows it. */
  constructor(hasPower: () => boolean) {
    this.#hasPower = hasPower
  }

  isAsserted(group: LedGroup): boolean {
    return group === 'power_on' ? this.#hasPower() : this.#asserted.has(group)
  }

  /** Asserts a group or takes it back; where that changes anything, its lamps follow it again. */
  assert(group: LedGroup, asserted: boolean): void {
    if (this.#asserted.has(group) === asserted) return
    if (asserted) this.#asserted.add(group)
    else this.#asserted.delete(group)
    for (const lamp of LAMPS) if (group.startsWith(groupOf(lamp))) this.#byHand.delete(lamp)
  }

  /** What a lamp shows. */
  lamp(lamp: Lamp): LampState {
    const byHand = this.#byHand.get(lamp)
    if (byHand) return byHand
    const group = groupOf(lamp)
    if (group === 'enclosure_identify' && this.isAsserted('enclosure_identify_blink')) return 'Blink'
    return group !== '' && this.isAsserted(group) ? 'On' : 'Off'
  }

  /** Switches one lamp, whatever its group is. */
  setLamp(lamp: Lamp, state: LampState): void {
    this.#byHand.set(lamp, state)
  }
}

/** The group that a lamp follows; empty for one that follows none. */
function groupOf(lamp: Lamp): LedGroup | '' {
  if (lamp.endsWith('_id')) return 'enclosure_identify'
  if (lamp.endsWith('_power')) return 'power_on'
  return lamp.endsWith('_fault') ? 'enclosure_fault' : ''
}

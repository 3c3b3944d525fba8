import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { Beacon, type BeaconReading, type Led, type LedState } from '../managers/beacon.ts'
import { type LedObject, listLeds, putLamp, putLedGroup } from './client/led.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { protocol } from './protocol.ts'

/** The group of all lamps that identify the machine, and the one that has them blink (bmcweb knows the same two names). */
const IDENTIFY = 'enclosure_identify'
const BLINK = 'enclosure_identify_blink'

/** The beacon over OpenBMC's REST: the LED group of that purpose, or its lamps where there is no group. */
export default executor(Beacon, protocol, {
  getBeacon: steps({
    plan: () => [GET_LEDS],
    look: ({ bmc }) => findBeacon(bmc),
    run: async ({ bmc }) => readingOf(await findBeacon(bmc)),
  }),
  setBeacon: steps({
    plan: ({ state }) => [
      GET_LEDS,
      `PUT ${ROOT}/led/groups/${state === 'blink' ? IDENTIFY : BLINK}/attr/Asserted false, when it is asserted`,
      `PUT ${ROOT}/led/groups/${state === 'blink' ? BLINK : IDENTIFY}/attr/Asserted ${state !== 'off'}`,
      ...['front_id', 'rear_id'].map(
        (name) =>
          `PUT ${ROOT}/led/physical/${name}/attr/State ${LAMP_WORDS[state]}, when no group switches it so`,
      ),
    ],
    look: async ({ bmc }, { state }) => groupFor(await findBeacon(bmc), state),
    run: ({ bmc }, { state }) => set(bmc, state),
  }),
})

const GET_LEDS = `GET ${ROOT}/led/enumerate`
const WORDS = { on: 'lit', off: 'put out', blink: 'made to blink' } as const satisfies Record<
  LedState,
  string
>
const LAMP_WORDS = { on: 'On', off: 'Off', blink: 'Blink' } as const satisfies Record<LedState, string>

/** The objects that have to do with the beacon. */
interface BeaconObjects {
  readonly group?: LedObject
  readonly blinkGroup?: LedObject
  readonly lamps: readonly LedObject[]
}

/** Lamps are named after what a device tree calls them: front_id, rear_id, or front-id, identify. */
const LAMP = /^(front|rear)?[-_]?(id|identify)$/i

function beaconOf(leds: readonly LedObject[]): BeaconObjects {
  const named = (name: string) => leds.find((led) => led.kind === 'groups' && led.name === name)
  const [group, blinkGroup] = [named(IDENTIFY), named(BLINK)]
  return {
    ...(group && { group }),
    ...(blinkGroup && { blinkGroup }),
    lamps: leds.filter(({ kind, name }) => kind === 'physical' && LAMP.test(name)),
  }
}

/** @throws HwctlError `unsupported` where nothing has to do with a beacon */
async function findBeacon(bmc: OpenBmcClient, operation?: string): Promise<BeaconObjects> {
  const beacon = beaconOf(await listLeds(bmc, operation))
  if (!isThere(beacon)) throw unsupported('identify LED')
  return beacon
}

/** The group that is to be switched; undefined where lamps are. @throws HwctlError `unsupported` where it is neither */
function groupFor({ group, blinkGroup, lamps }: BeaconObjects, state: LedState): LedObject | undefined {
  const byGroup = { on: group, off: group ?? blinkGroup, blink: blinkGroup }[state]
  if (!byGroup && lamps.length === 0) throw unsupported(`identify LED that can be ${WORDS[state]}`)
  return byGroup
}

function isThere({ group, blinkGroup, lamps }: BeaconObjects): boolean {
  return group !== undefined || blinkGroup !== undefined || lamps.length > 0
}

function readingOf({ group, blinkGroup, lamps }: BeaconObjects): BeaconReading {
  const leds = lamps.map(ledOf)
  const [front, rear] = ['front', 'rear'].map((place) => leds.find(({ name }) => name.startsWith(place)))
  const lit = leds.find(({ state }) => state === 'on' || state === 'blink')
  const asked = askedOf(group, blinkGroup)
  const state = asked === 'on' || asked === 'blink' ? asked : (lit?.state ?? asked ?? leds[0]?.state)
  return { ...(state && { state }), ...(front && { front }), ...(rear && { rear }) }
}

/** What the groups were asked for; undefined where they do not say. */
function askedOf(group: LedObject | undefined, blinkGroup: LedObject | undefined): LedState | undefined {
  if (blinkGroup?.asserted) return 'blink'
  if (group?.asserted) return 'on'
  return (group ?? blinkGroup)?.asserted === false ? 'off' : undefined
}

/** One object as whoever asks sees it. */
export function ledOf({ name, kind, asserted, state }: LedObject): Led {
  if (kind === 'groups')
    return { name, kind: 'group', ...(asserted !== undefined && { state: asserted ? 'on' : 'off' }) }
  const shown = LAMP_STATES.get(state ?? '')
  return { name, kind: 'lamp', ...(shown && { state: shown }) }
}

const LAMP_STATES = new Map<string, LedState>([
  ['On', 'on'],
  ['Off', 'off'],
  ['Blink', 'blink'],
])

/** Two groups never fight over the lamps: what is not wanted is taken back before what is wanted is asked for. */
async function set(bmc: OpenBmcClient, state: LedState): Promise<{ readonly state: LedState }> {
  const beacon = await findBeacon(bmc, 'set_beacon_state')
  const { group, blinkGroup, lamps } = beacon
  const byGroup = groupFor(beacon, state)
  const other = byGroup === blinkGroup ? group : blinkGroup
  if (other?.asserted) await putLedGroup(bmc, other.name, false)
  if (byGroup) await putLedGroup(bmc, byGroup.name, state !== 'off')
  for (const lamp of lamps)
    if (!byGroup || isSetByHand(lamp, beacon)) await putLamp(bmc, lamp.name, LAMP_WORDS[state])
  return { state }
}

/** A lamp that shows something that no group asked for keeps showing it when the groups change. */
function isSetByHand({ state }: LedObject, { group, blinkGroup }: BeaconObjects): boolean {
  return state !== undefined && state !== 'Off' && group?.asserted !== true && blinkGroup?.asserted !== true
}

function unsupported(what: string): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: `${what} over openbmc` })
}

import { type ErrorFacts, factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps, type Target } from '../../core/lifecycle.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import { Beacon, type BeaconReading, type LedState } from '../managers/beacon.ts'
import { chassisOf } from './client/chassis.ts'
import type { JsonObject } from './client/property.ts'
import { patch, type RedfishClient, type Resource, readObject } from './client/resource.ts'
import { getServiceRoot } from './client/service-root.ts'
import { getSystemObject } from './client/system.ts'
import { type Indicator, indicatorOf, LED_WORDS } from './indicator.ts'
import { protocol } from './protocol.ts'

/** The indicator of the ComputerSystem, or of its Chassis where the system has none. */
export default executor(Beacon, protocol, {
  getBeacon: steps({
    plan: () => [GET],
    look: ({ bmc }) => findPlace(bmc, 'get_beacon_info'),
    run: ({ bmc }) => get(bmc),
  }),
  setBeacon: steps({
    plan: ({ state }) => [
      GET,
      `PATCH it IndicatorLED=${LED_WORDS[state]}`,
      ...(state === 'blink'
        ? []
        : [`or LocationIndicatorActive=${state === 'on'}, where it has no such lamp or that had no effect`]),
      'GET it',
    ],
    look: async ({ bmc }, { state }) => {
      const { indicator } = await findPlace(bmc, OPERATION)
      if (changesFor(indicator, state).length === 0) throw cannotBe(state)
    },
    run: (target, { state }) => set(target, state),
  }),
})

const GET = 'GET the ComputerSystem, and its Chassis where that has no indicator'
const OPERATION = 'set_beacon_state'
const WORDS = { on: 'lit', off: 'put out', blink: 'made to blink' } as const satisfies Record<
  LedState,
  string
>

/** How long, in milliseconds, an indicator may take to show what was asked for. */
const PACE: Pace = { firstMs: 200, everyMs: 1000, forMs: 3000 }

async function get(bmc: RedfishClient): Promise<BeaconReading> {
  const { indicator } = await findPlace(bmc, 'get_beacon_info')
  return indicator.state ? { state: indicator.state } : {}
}

/** A resource that has an indicator. */
interface Place {
  readonly resource: Resource<JsonObject>
  readonly indicator: Indicator
}

/** The system, or the first of its chassis that has an indicator. @throws HwctlError `unsupported` where none has */
async function findPlace(bmc: RedfishClient, operation: string): Promise<Place> {
  const root = await getServiceRoot(bmc, operation)
  const placeOf = (resource: Resource<JsonObject>) => ({
    resource,
    indicator: indicatorOf(resource.data, root),
  })
  const isThere = ({ indicator }: Place) => indicator.led !== undefined || indicator.active !== undefined
  const system = await getSystemObject(bmc, operation)
  const ofSystem = placeOf(system)
  if (isThere(ofSystem)) return ofSystem
  const place = (await chassisOf(bmc, operation, system)).map(placeOf).find(isThere)
  if (!place) throw unsupported('identify LED')
  return place
}

/** Tries what the indicator offers, one property after the other, until it shows what was asked for. */
async function set(target: Target<RedfishClient>, state: LedState): Promise<{ readonly state: LedState }> {
  const { resource, indicator } = await findPlace(target.bmc, OPERATION)
  let refused: ErrorFacts | undefined
  for (const change of changesFor(indicator, state)) {
    const problem = await tryOne(target, resource, change)
    if (!problem) return { state }
    refused ??= problem
  }
  if (refused) throw new HwctlError(refused)
  throw cannotBe(state)
}

function cannotBe(state: LedState): HwctlError {
  return unsupported(`identify LED that can be ${WORDS[state]}`)
}

type Change = { readonly IndicatorLED: string } | { readonly LocationIndicatorActive: boolean }

/** The lamp comes first, as it alone tells on from blinking: OpenBMC blinks for LocationIndicatorActive, and takes only that back by it. */
function changesFor({ led, active, offered }: Indicator, state: LedState): readonly Change[] {
  const word = LED_WORDS[state]
  return [
    ...(led !== undefined && (!offered || offered.includes(word)) ? [{ IndicatorLED: word }] : []),
    ...(active !== undefined && state !== 'blink' ? [{ LocationIndicatorActive: state === 'on' }] : []),
  ]
}

/** What was wrong with it, where something else may be tried: the service refused it, or it had no effect. */
async function tryOne(
  { bmc, signal }: Target<RedfishClient>,
  resource: Resource<JsonObject>,
  change: Change,
): Promise<ErrorFacts | undefined> {
  const [property, asked] = Object.entries(change)[0] ?? ['', undefined]
  let said: string | undefined
  let is: unknown
  try {
    said = await patch(bmc, OPERATION, resource, change)
    const look = async (): Promise<Look<undefined>> => {
      is = (await readObject(bmc, OPERATION, resource.path)).data[property]
      return is === asked ? { done: true, value: undefined } : { done: false, seen: String(is) }
    }
    await until(look, { sent: OPERATION, waitingFor: String(asked), pace: PACE, signal })
    return undefined
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (facts.kind === 'bmc' && REFUSALS.has(facts.status)) return facts
    if (facts.kind !== 'deadline') throw thrown
    const { host, port } = bmc.session.rest.endpoint
    const message = `not changed: ${property}: asked for ${asked}, is ${is ?? 'None'}`
    return { kind: 'bmc', host, port, status: 200, message, ...(said && { resolution: said }) }
  }
}

/** The property, or the method, is not for writing here; another may be. */
const REFUSALS = new Set([400, 404, 405, 501])

function unsupported(what: string): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: `${what} over redfish` })
}

import { z } from 'zod'
import { isNotFound } from '../../flows/not-found.ts'
import { anyObject, get, lastPart, malformed, type OpenBmcClient, put, ROOT } from './request.ts'

/** `Asserted` was 0 and 1 before 2018. */
const ledObject = z.object({
  Asserted: z.union([z.boolean(), z.number(), z.string()]).nullish(),
  State: z.string().nullish(),
})

/** One object below /led as the BMC words it. */
export interface LedObject {
  /** The last part of its path. */
  readonly name: string
  /** `groups` have `asserted`, `physical` ones `state`: Off, On, Blink (xyz.openbmc_project.Led.Physical.Action). */
  readonly kind: 'groups' | 'physical'
  readonly asserted?: boolean
  readonly state?: string
}

const PATH = /^\/xyz\/openbmc_project\/led\/(groups|physical)\/([^/]+)$/

/** GET /led/enumerate; images without LEDs answer 404, which is no LED. Old images have no `physical`, or no `groups`. */
export async function listLeds(bmc: OpenBmcClient, operation = 'get_beacon_info'): Promise<LedObject[]> {
  const data = await get(bmc, operation, '/led/enumerate').catch(nothingThere)
  const tree = anyObject.safeParse(data)
  if (!tree.success) throw malformed(bmc.session.rest, `${ROOT}/led/enumerate`, 'not a map of objects')
  return Object.entries(tree.data).flatMap(([path, value]) => {
    const [, kind, name] = PATH.exec(path) ?? []
    if ((kind !== 'groups' && kind !== 'physical') || name === undefined) return []
    const parsed = ledObject.safeParse(value)
    if (!parsed.success) throw malformed(bmc.session.rest, path, 'not an LED')
    const { Asserted } = parsed.data
    const state = lastPart(parsed.data.State)
    return [
      {
        name,
        kind,
        ...(Asserted !== undefined && Asserted !== null && { asserted: isTrue(Asserted) }),
        ...(state !== undefined && { state }),
      },
    ]
  })
}

function nothingThere(thrown: unknown): Record<string, never> {
  if (isNotFound(thrown)) return {}
  throw thrown
}

function isTrue(value: boolean | number | string): boolean {
  return ['1', 'true'].includes(String(value).toLowerCase())
}

/** PUT /led/groups/NAME/attr/Asserted */
export function putLedGroup(bmc: OpenBmcClient, name: string, asserted: boolean): Promise<void> {
  return put(bmc, 'set_beacon_state', `/led/groups/${name}/attr/Asserted`, asserted)
}

/** PUT /led/physical/NAME/attr/State */
export function putLamp(bmc: OpenBmcClient, name: string, state: 'On' | 'Off' | 'Blink'): Promise<void> {
  const value = `xyz.openbmc_project.Led.Physical.Action.${state}`
  return put(bmc, 'set_beacon_state', `/led/physical/${name}/attr/State`, value)
}

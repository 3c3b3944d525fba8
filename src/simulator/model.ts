/** What a fleet may speak; `mixed` alternates between the two. */
export const FLEET_PROTOCOLS = ['openbmc', 'redfish', 'mixed'] as const
/** One of them. */
export type FleetProtocol = (typeof FLEET_PROTOCOLS)[number]

/** The two servers that ever answered OpenBMC's REST over D-Bus. */
export const FLAVOURS = ['phosphor', 'bmcweb'] as const
/** One of them. */
export type Flavour = (typeof FLAVOURS)[number]

/** The Redfish services that are imitated: stock OpenBMC, Dell's iDRAC 9, Supermicro's X10. */
export const FAMILIES = ['openbmc', 'dell', 'supermicro'] as const
/** One of them. */
export type Family = (typeof FAMILIES)[number]

/** What one BMC speaks, and whose manners it has. */
export type BmcModel =
  | { readonly protocol: 'openbmc'; readonly flavour: Flavour }
  | { readonly protocol: 'redfish'; readonly family: Family }

/** What narrows the choice of models in a fleet. */
export interface ModelChoice {
  readonly protocol: FleetProtocol
  readonly flavour?: Flavour
  readonly family?: Family
}

/** The model of the BMC with this ordinal: protocols take turns, and within each its flavours or families. */
export function modelOf(ordinal: number, choice: ModelChoice): BmcModel {
  const turns = choice.protocol === 'mixed' ? 2 : 1
  const speaksRest = choice.protocol === 'mixed' ? ordinal % 2 === 0 : choice.protocol === 'openbmc'
  const turn = Math.floor(ordinal / turns)
  if (speaksRest)
    return { protocol: 'openbmc', flavour: choice.flavour ?? (turn % 2 === 0 ? 'phosphor' : 'bmcweb') }
  return { protocol: 'redfish', family: choice.family ?? FAMILIES[turn % FAMILIES.length] ?? 'openbmc' }
}

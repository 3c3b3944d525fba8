import { isDeepStrictEqual } from 'node:util'
import type { Call } from '../../core/capability.ts'
import type { Ability, Target } from '../../core/lifecycle.ts'
import type { Ask, AskedAbility } from '../managers/probe.ts'

/** What of all this a machine can do; what is asked for twice is looked at once. `bmc`: as it is to be looked at. */
export async function abilitiesOf<Client>(
  target: Pick<Target<Client>, 'looksAble'>,
  asks: readonly Ask[],
  bmc: Client,
): Promise<readonly AskedAbility[]> {
  const known: { readonly call: Call; readonly ability: Ability }[] = []
  const abilities: AskedAbility[] = []
  for (const { call, ...ask } of asks) {
    let found = known.find((one) => isDeepStrictEqual(one.call, call))
    if (!found) {
      found = { call, ability: await target.looksAble(call, bmc) }
      known.push(found)
    }
    abilities.push({ ...ask, ...found.ability })
  }
  return abilities
}

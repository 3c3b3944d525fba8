import type { Sealer } from '../nodes/alteration.ts'
import type { NodeStore } from '../nodes/node-store.ts'
import { SEALED_PREFIX } from '../nodes/secrets/password-text.ts'
import { Vault } from '../nodes/secrets/vault.ts'
import { carryOut, type StorePlan } from '../nodes/store-plan.ts'
import type { CliContext } from './context.ts'
import { planSummary, planText } from './nodes-plan-text.ts'

/** Makes a plan and carries it out as one change, or only shows it. */
export function writePlan(
  store: NodeStore,
  isPlanOnly: boolean,
  makePlan: (sealer: Sealer) => StorePlan,
): StorePlan {
  const vault = new Vault(store.home)
  if (isPlanOnly) return makePlan(unsealed(vault))
  return store.write(() => {
    const plan = makePlan(vault)
    carryOut(store, plan)
    return plan
  })
}

/** Says what a plan changes. */
export function sayPlan(plan: StorePlan, isPlanOnly: boolean, { stdout }: CliContext): void {
  stdout.write(planText(plan) + planSummary(plan, !isPlanOnly))
}

/** Stands for sealing while nothing is written, so that a plan makes no key. */
function unsealed(vault: Vault): Sealer {
  return {
    seal: () => `${SEALED_PREFIX}000000000000:plan`,
    holds: (sealed, password, owner) => vault.holds(sealed, password, owner),
    open: (sealed, owner) => vault.open(sealed, owner),
  }
}

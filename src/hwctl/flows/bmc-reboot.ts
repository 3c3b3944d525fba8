import { type ErrorFacts, factsOf } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { passes } from '../../core/patience.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import type { Session } from '../../rest/session.ts'
import type { BmcReading, PowerNote, Waiting } from '../managers/power.ts'

/** The two requests that a protocol has for its BMC. */
export interface BmcActions {
  reboot(): Promise<void>
  read(): Promise<BmcReading>
}

/** How often a BMC that restarts is looked for; it takes minutes. */
const BMC_PACE: Omit<Pace, 'forMs'> = { firstMs: 500, everyMs: 5000 }

/** Errors that a BMC on its way down or up answers with; while it starts, it may not know its users yet. */
const isAway = (facts: ErrorFacts) => passes(facts) || facts.kind === 'login' || facts.kind === 'bmc'

/**
 * Restarts the BMC. One that goes down before it has answered has done what was asked, and that is said; with waiting, it is
 * looked for until it is ready again after having been away.
 */
export async function bmcReboot(
  actions: BmcActions,
  { waitMs }: Waiting,
  target: Target<{ readonly session: Session }, PowerNote>,
): Promise<{ readonly rebooting: boolean }> {
  target.bmc.session.expectLoss()
  await actions.reboot().catch((thrown: unknown) => {
    const facts = factsOf(thrown)
    if (facts.kind !== 'connect' || !facts.closed) throw thrown
    target.note({ said: 'bmc-left-without-answer' })
  })
  if (waitMs !== undefined) {
    const pace = { ...BMC_PACE, forMs: waitMs }
    await until(backAgain(actions), {
      sent: 'bmcreboot',
      waitingFor: 'BMC Ready',
      pace,
      signal: target.signal,
    })
  }
  return { rebooting: true }
}

/**
 * Looks until the BMC is ready: for whoever goes on after a run that was broken off while the BMC restarted.
 * @throws HwctlError `deadline`
 */
export async function bmcReady(
  actions: Pick<BmcActions, 'read'>,
  waitMs: number,
  { signal }: Pick<Target, 'signal'>,
): Promise<void> {
  const look = backAgain(actions, true)
  await until(look, {
    sent: 'bmcreboot',
    waitingFor: 'BMC Ready',
    pace: { ...BMC_PACE, forMs: waitMs },
    signal,
  })
}

/** Ready counts only after it was seen to be not ready, or away, unless that may have been before. */
function backAgain(actions: Pick<BmcActions, 'read'>, mayHaveBeenAway = false): () => Promise<Look<void>> {
  let wasAway = mayHaveBeenAway
  return async () => {
    try {
      const { ready, reported } = await actions.read()
      wasAway ||= !ready
      return wasAway && ready ? { done: true, value: undefined } : { done: false, seen: `BMC ${reported}` }
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (!isAway(facts)) throw thrown
      wasAway = true
      return { done: false, seen: `BMC away (${facts.kind})` }
    }
  }
}

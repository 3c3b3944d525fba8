import { factsOf } from '../../core/errors.ts'
import { type Look, until } from '../../core/poll.ts'
import type { Rest } from '../../rest/rest.ts'
import type { Replaced } from '../managers/certificate.ts'

/** A certificate on its way onto a BMC. */
export interface Replacement {
  /** SHA-256, colon separated. */
  readonly fingerprint: string
  readonly waitMs: number
  readonly signal: AbortSignal
  /** Puts it there; asked for once. */
  send(): Promise<void>
}

const OTHER = 'another certificate'

/**
 * Has a BMC take a certificate, and looks whether it shows it. What is pinned follows as soon as exactly this certificate is shown, now or
 * in a later run; any other one is refused as ever.
 * @throws HwctlError `trust` where a third certificate is shown; `deadline` where the BMC does not answer any more; what `send` throws
 */
export async function replaceCertificate(rest: Rest, replacement: Replacement): Promise<Replaced> {
  const { fingerprint, signal } = replacement
  if ((await rest.certificate(signal))?.fingerprint256 === fingerprint) return { fingerprint, isShown: true }
  rest.announceCertificate(fingerprint)
  const unanswered = await replacement.send().then(nothing, (thrown) => afterSending(rest, thrown))
  try {
    const isShown = await isSoonShown(rest, replacement)
    if (!isShown && unanswered !== undefined) throw unanswered
    return { fingerprint, isShown }
  } catch (thrown) {
    throw unanswered ?? thrown
  }
}

const nothing = () => undefined

/** A web server that starts anew with its new certificate may not have answered: what it shows tells. A refusal is one. */
function afterSending(rest: Rest, thrown: unknown): unknown {
  const facts = factsOf(thrown)
  if (facts.kind === 'connect' && facts.outcomeUnknown) return thrown
  if (facts.kind === 'bmc') rest.announceCertificate(undefined)
  throw thrown
}

async function isSoonShown(rest: Rest, { fingerprint, waitMs, signal }: Replacement): Promise<boolean> {
  const look = async (): Promise<Look<boolean>> => {
    try {
      const shown = (await rest.certificate(signal))?.fingerprint256
      return shown === fingerprint ? { done: true, value: true } : { done: false, seen: OTHER }
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (facts.kind !== 'connect') throw thrown
      return { done: false, seen: facts.reason }
    }
  }
  const pace = { firstMs: 100, everyMs: 2000, forMs: waitMs }
  try {
    return await until(look, { sent: 'replace', waitingFor: fingerprint, pace, signal })
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (facts.kind === 'deadline' && facts.lastSeen === OTHER) return false
    throw thrown
  }
}

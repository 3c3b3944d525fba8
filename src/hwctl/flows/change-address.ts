import { type ErrorFacts, factsOf, HwctlError } from '../../core/errors.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'

/** A connection to the BMC at its new address. */
export interface Seat {
  close(): Promise<void>
}

/** What a protocol can do to a BMC's address; the order of things is the same for all and stands here. */
export interface AddressActions<At extends Seat> {
  /** Adds the new address beside the old one. */
  add(): Promise<void>
  /** Whether this BMC, and no other, answers at the new address. */
  look(): Promise<Look<At>>
  /** Sets the gateway, and sees that the BMC still answers at the new address. */
  route(at: At): Promise<void>
  /** Takes the old address away, over the new connection, and sees that all is as it was asked for. */
  settle(at: At): Promise<void>
  /** Undoes `add` and `route` over the old connection, also after the run was ended. */
  takeBack(): Promise<void>
  /** The requests that changed something so far. */
  readonly sent: readonly string[]
  /** True as soon as an address from DHCP was made a static one. */
  readonly isDhcpOff: boolean
}

/** What is told when it does not work out. */
export interface AddressStory {
  readonly wanted: string
  readonly old: string
  readonly zeroConfig?: string
}

/** How often a BMC is looked for at its new address; xCAT waits 5 s, then 15 more with a VLAN. */
const ADDRESS_PACE: Omit<Pace, 'forMs'> = { firstMs: 500, everyMs: 3000 }

/**
 * Moves a BMC to another address without ever leaving it with none: the new one is added and proven before the old one is
 * taken away, and taken back where it cannot be reached.
 * @throws HwctlError `address`; the BMC's own error where it refused before anything was changed
 */
export async function changeAddress<At extends Seat>(
  actions: AddressActions<At>,
  story: AddressStory,
  { forMs, signal }: { readonly forMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const at = await moved(actions, story, { forMs, signal }).catch((thrown: unknown) =>
    takenBack(actions, story, signal.aborted ? cancelled(signal) : thrown),
  )
  try {
    await actions.settle(at)
  } catch (thrown) {
    const facts = factsOf(thrown)
    const now = facts.kind === 'connect' ? 'lost' : 'half-way'
    throw failure(actions, { ...story, old: story.wanted }, now, thrown, reasonOf(facts))
  } finally {
    await at.close().catch(() => undefined) // what could be done is done
  }
}

async function moved<At extends Seat>(
  actions: AddressActions<At>,
  { wanted }: AddressStory,
  { forMs, signal }: { readonly forMs: number; readonly signal: AbortSignal },
): Promise<At> {
  await actions.add()
  const at = await until(() => lookPatiently(actions), {
    sent: `ip=${wanted}`,
    waitingFor: wanted,
    pace: { ...ADDRESS_PACE, forMs },
    signal,
  })
  try {
    await actions.route(at)
    return at
  } catch (thrown) {
    await at.close().catch(() => undefined)
    throw thrown
  }
}

/** Whatever a library throws when the run is ended. */
function cancelled({ reason }: AbortSignal): HwctlError {
  return new HwctlError({ kind: 'cancelled', reason: String(reason), reached: true })
}

/** While addresses come up, anything may happen to a connection; another certificate or another password is final. */
async function lookPatiently<At extends Seat>(actions: AddressActions<At>): Promise<Look<At>> {
  try {
    return await actions.look()
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (facts.kind !== 'connect' && facts.kind !== 'bmc' && facts.kind !== 'malformed') throw thrown
    return { done: false, seen: reasonOf(facts) }
  }
}

async function takenBack<At extends Seat>(
  actions: AddressActions<At>,
  story: AddressStory,
  thrown: unknown,
): Promise<never> {
  if (actions.sent.length === 0) throw thrown
  const why = reasonOf(factsOf(thrown))
  try {
    await actions.takeBack()
  } catch (again) {
    const facts = factsOf(again)
    const now = facts.kind === 'connect' || facts.kind === 'cancelled' ? 'lost' : 'half-way'
    throw failure(actions, story, now, thrown, `${why}; taking it back: ${reasonOf(facts)}`)
  }
  throw failure(actions, story, 'as-before', thrown, why)
}

function failure(
  { sent, isDhcpOff }: Pick<AddressActions<Seat>, 'sent' | 'isDhcpOff'>,
  { wanted, old, zeroConfig }: AddressStory,
  now: 'as-before' | 'half-way' | 'lost',
  cause: unknown,
  reason: string,
): HwctlError {
  return new HwctlError(
    {
      kind: 'address',
      wanted,
      lastSeen: old,
      now,
      reason,
      sent: [...sent],
      ...(zeroConfig && { zeroConfig }),
      ...(isDhcpOff && { isDhcpOff }),
    },
    cause,
  )
}

function reasonOf(facts: ErrorFacts): string {
  switch (facts.kind) {
    case 'connect':
    case 'trust':
    case 'cancelled':
      return facts.reason
    case 'bmc':
      return `[${facts.status}] ${facts.message}`
    case 'login':
      return `[${facts.status}] ${facts.reason}`
    case 'deadline':
      return `waited ${Math.round(facts.waitedMs / 1000)} s: ${facts.lastSeen}`
    case 'malformed':
      return `${facts.path}: ${facts.problem}`
    case 'internal':
      return facts.message
    default:
      return facts.kind
  }
}

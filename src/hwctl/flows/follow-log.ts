import { z } from 'zod'
import { Channel } from '../../core/channel.ts'
import { factsOf } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { passes, persistently, RETRY_PAUSES } from '../../core/patience.ts'
import { onAbort } from '../../rest/ending.ts'
import type { FollowNote, LogEntry } from '../managers/eventlog.ts'
import { LogReading } from './log-reading.ts'

/** When a log that is followed is looked at, whatever the BMC tells by itself; in milliseconds. A test may shrink them. */
export const FOLLOW_PAUSES = {
  /** After a subscription: phosphor-rest-server takes up to 5 s until one is in force. */
  settleMs: 6000,
  /** Keeps the session from idling out (bmcweb: 30 minutes), and finds what a silent loss kept away. */
  checkMs: 60_000,
  /** Where the BMC tells nothing by itself. */
  pollMs: 10_000,
}

/** Who hears of new entries; `unclear` says only that something is new. */
export interface LogHearer {
  heard(entry: LogEntry | 'unclear'): void
  ended(): void
}

/** What a protocol can do with a log that is to be followed. */
export interface LogActions {
  /** Everything, oldest first. */
  list(): Promise<readonly LogEntry[]>
  newest(): Promise<LogEntry | undefined>
  /** Undefined where the BMC does not tell of new entries by itself. */
  subscribe(hearer: LogHearer): Promise<{ close(): void } | undefined>
}

type Happening = LogEntry | 'unclear' | 'check' | 'ended'

const logMark = z.object({ known: z.array(z.tuple([z.number(), z.string()])) })

/** A log that nothing is missed of now. */
interface Live {
  readonly happenings: Channel<Happening>
  readonly subscription: { close(): void } | undefined
}

/**
 * Tells of each new entry once and in order, until the run ends: it listens first and reads the log then, so that what came
 * in between is in one or the other. A BMC that is away is tried again.
 * @returns how many entries were told of
 * @throws HwctlError what does not pass (login, trust); when the run ends while the BMC is away, why it is
 */
export async function followLog(
  actions: LogActions,
  last: number,
  target: Target<unknown, FollowNote>,
): Promise<{ entries: number }> {
  const follower = new Follower(actions, last, target)
  await follower.untilTheEnd()
  return { entries: follower.told }
}

class Follower {
  readonly #actions: LogActions
  readonly #target: Target<unknown, FollowNote>
  readonly #reading: LogReading
  #isLost = false
  told = 0

  constructor(actions: LogActions, last: number, target: Target<unknown, FollowNote>) {
    this.#actions = actions
    this.#target = target
    this.#reading = new LogReading(last, logMark.safeParse(target.resumedFrom).data)
  }

  async untilTheEnd(): Promise<void> {
    const { signal } = this.#target
    let flapping: unknown
    for (let isFirst = true; ; isFirst = false) {
      const live = await persistently(
        () => {
          const thrown = flapping
          flapping = undefined
          if (thrown) throw thrown
          return this.#begin()
        },
        { signal, alsoPasses: ({ kind }) => kind === 'bmc', lost: (error) => this.#lost(error) },
      )
      const by = live.subscription ? 'events' : 'polling'
      if (isFirst || this.#isLost) this.#target.note({ said: 'following', again: this.#isLost, by })
      const began = performance.now()
      const ended = await this.#live(live)
      if (!ended) return
      if (performance.now() - began < RETRY_PAUSES.firstMs) flapping = ended.thrown
      else this.#isLost = false
    }
  }

  #lost(error: ReturnType<typeof factsOf>): void {
    if (!this.#isLost) this.#target.warn(error)
    this.#isLost = true
  }

  async #begin(): Promise<Live> {
    const happenings = new Channel<Happening>()
    const subscription = await this.#actions.subscribe({
      heard: (entry) => happenings.push(entry),
      ended: () => happenings.push('ended'),
    })
    try {
      await this.#readAll()
      return { happenings, subscription }
    } catch (thrown) {
      subscription?.close()
      throw thrown
    }
  }

  /** Undefined when the run ended, else what broke, where something did. */
  async #live({ happenings, subscription }: Live): Promise<{ readonly thrown?: unknown } | undefined> {
    const { signal } = this.#target
    const check = () => happenings.push('check')
    const settled = setTimeout(check, FOLLOW_PAUSES.settleMs)
    const timer = setInterval(check, subscription ? FOLLOW_PAUSES.checkMs : FOLLOW_PAUSES.pollMs)
    const forget = onAbort(signal, () => happenings.close())
    if (signal.aborted) happenings.close()
    try {
      for await (const happening of happenings) {
        if (happening === 'ended') return signal.aborted ? undefined : {}
        await this.#see(happening)
      }
      return undefined
    } catch (thrown) {
      if (signal.aborted) return undefined
      const facts = factsOf(thrown)
      if (!passes(facts) && facts.kind !== 'bmc') throw thrown
      return { thrown }
    } finally {
      clearTimeout(settled)
      clearInterval(timer)
      forget()
      subscription?.close()
    }
  }

  async #see(happening: Exclude<Happening, 'ended'>): Promise<void> {
    if (happening === 'check') {
      const newest = await this.#actions.newest()
      if (newest && !this.#reading.isKnown(newest)) await this.#readAll()
      return
    }
    const found = happening === 'unclear' ? 'unclear' : this.#reading.next(happening)
    if (found === 'unclear') await this.#readAll()
    else if (found === 'fresh' && happening !== 'unclear') this.#tell([happening])
  }

  async #readAll(): Promise<void> {
    const { fresh, restarted } = this.#reading.list(await this.#actions.list())
    if (restarted) this.#target.note({ said: 'log-restarted' })
    this.#tell(fresh)
  }

  /** What has been told of is marked, so that another process could go on from there. */
  #tell(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.#target.note({ said: 'entry', entry })
    this.told += entries.length
    this.#target.checkpoint(this.#reading.mark)
  }
}

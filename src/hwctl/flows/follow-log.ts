import { z } from 'zod'
import { Channel } from '../../core/channel.ts'
import { factsOf } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { passes, persistently, RETRY_PAUSES } from '../../core/patience.ts'
import { onAbort } from '../../rest/ending.ts'
import type { FollowNote, LogEntry } from '../managers/eventlog.ts'
import { KNOWN } from './known-entries.ts'
import type { LogActions, LogSubscription } from './log-actions.ts'
import { Checks } from './log-checks.ts'
import { LogReading } from './log-reading.ts'

/** So many streams that end as soon as they are open are enough. */
const MOST_STILLBORN = 3

type Happening = LogEntry | 'unclear' | 'check' | 'ended'

const logMark = z.object({ known: z.array(z.tuple([z.string(), z.string(), z.string()])) })

/** A log that nothing is missed of now. */
interface Live {
  readonly happenings: Channel<Happening>
  readonly subscription: LogSubscription | undefined
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
  readonly #last: number
  #isLost = false
  /** A word that something is new waits to be looked at: another one would say the same. */
  #isUnclear = false
  /** Streams that ended as soon as they were open, one after the other. */
  #stillborn = 0
  told = 0

  constructor(actions: LogActions, last: number, target: Target<unknown, FollowNote>) {
    this.#actions = actions
    this.#target = target
    this.#last = last
    this.#reading = new LogReading(last, logMark.safeParse(target.resumedFrom).data)
  }

  async untilTheEnd(): Promise<void> {
    let flapping: unknown
    for (let isFirst = true; ; isFirst = false) {
      const live = await this.#goLive(flapping, isFirst)
      if (!live) return
      const by = live.subscription ? 'events' : 'polling'
      if (isFirst || this.#isLost) this.#target.note({ said: 'following', again: this.#isLost, by })
      const began = performance.now()
      const ended = await this.#live(live)
      if (!ended) return
      const isFlapping = performance.now() - began < RETRY_PAUSES.firstMs
      flapping = isFlapping ? ended.thrown : undefined
      if (!isFlapping) this.#isLost = false
      this.#stillborn = isFlapping && !ended.thrown ? this.#stillborn + 1 : 0
    }
  }

  /**
   * Tries until the log is followed. Undefined when the run ended meanwhile and nothing was wrong: a stream had ended, and the
   * next one was on its way.
   * @param flapping what broke a log that had just been followed again: it counts as the first try
   */
  async #goLive(flapping: unknown, isFirst: boolean): Promise<Live | undefined> {
    const { signal } = this.#target
    let before = flapping
    const attempt = () => {
      const thrown = before
      before = undefined
      if (thrown) throw thrown
      return this.#begin()
    }
    try {
      return await persistently(attempt, {
        signal,
        alsoPasses: ({ kind }) => kind === 'bmc',
        lost: (error) => this.#lost(error),
      })
    } catch (thrown) {
      if (signal.aborted && !isFirst && !this.#isLost) return undefined
      throw thrown
    }
  }

  #lost(error: ReturnType<typeof factsOf>): void {
    if (!this.#isLost) this.#target.warn(error)
    this.#isLost = true
  }

  async #begin(): Promise<Live> {
    const happenings = new Channel<Happening>()
    const subscription = await this.#subscription(happenings)
    try {
      this.#isUnclear = false
      if (this.#reading.isPrimed) await this.#look()
      else await this.#readAll(Math.max(this.#last, KNOWN))
      return { happenings, subscription }
    } catch (thrown) {
      subscription?.close()
      throw thrown
    }
  }

  /** A BMC that ends every stream at once has too many already: it is polled. */
  async #subscription(happenings: Channel<Happening>): Promise<LogSubscription | undefined> {
    if (this.#stillborn >= MOST_STILLBORN) return undefined
    return this.#actions.subscribe({
      heard: (entry) => this.#heard(entry, happenings),
      ended: () => happenings.push('ended'),
    })
  }

  #heard(entry: LogEntry | 'unclear', happenings: Channel<Happening>): void {
    if (entry === 'unclear') {
      if (this.#isUnclear) return
      this.#isUnclear = true
    }
    happenings.push(entry)
  }

  /** Undefined when the run ended, else what broke, where something did. */
  async #live({ happenings, subscription }: Live): Promise<{ readonly thrown?: unknown } | undefined> {
    const { signal } = this.#target
    const checks = new Checks(() => happenings.push('check'), subscription)
    const forget = onAbort(signal, () => happenings.close())
    if (signal.aborted) happenings.close()
    try {
      for await (const happening of happenings) {
        if (happening === 'ended') return signal.aborted ? undefined : {}
        const before = this.told
        await this.#see(happening)
        if (happening !== 'check' && this.told > before) checks.eventsCome()
      }
      return undefined
    } catch (thrown) {
      if (signal.aborted) return undefined
      const facts = factsOf(thrown)
      if (!passes(facts) && facts.kind !== 'bmc') throw thrown
      return { thrown }
    } finally {
      checks.end()
      forget()
      subscription?.close()
    }
  }

  async #see(happening: Exclude<Happening, 'ended'>): Promise<void> {
    if (happening === 'unclear') this.#isUnclear = false
    if (happening === 'check' || happening === 'unclear') return this.#look()
    const found = this.#reading.next(happening)
    if (found === 'unclear') await this.#readAll(Number.POSITIVE_INFINITY)
    else if (found === 'fresh') this.#tell([happening])
  }

  /** Reads as little as shows what is new. */
  async #look(): Promise<void> {
    const newest = await this.#actions.newest((entry) => this.#reading.isKnown(entry))
    const fresh = this.#reading.tail(newest)
    if (fresh === 'unclear') await this.#readAll(Number.POSITIVE_INFINITY)
    else if (fresh.length > 0) this.#tell(fresh)
  }

  async #readAll(atLeast: number): Promise<void> {
    const { fresh, restarted } = this.#reading.list(await this.#actions.list(atLeast))
    for (const log of restarted) this.#target.note({ said: 'log-restarted', ...(log && { log }) })
    this.#tell(fresh)
  }

  /** What has been told of is marked, so that another process could go on from there. */
  #tell(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.#target.note({ said: 'entry', entry })
    this.told += entries.length
    this.#target.checkpoint(this.#reading.mark)
  }
}

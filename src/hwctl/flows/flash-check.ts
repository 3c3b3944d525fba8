import { HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { type Look, until } from '../../core/poll.ts'
import type { Session } from '../../rest/session.ts'
import type { FirmwareFile, FlashNote } from '../managers/flash.ts'
import { type ImageActions, imageOf } from './flash-image.ts'
import type { FlashMemory } from './flash-memory.ts'
import { patiently } from './patience.ts'

export type FlashRun = Target<{ readonly session: Session }, FlashNote>

/** A node whose firmware is to be brought to run, and what is known of it. */
export interface Bringing {
  readonly memory: FlashMemory
  readonly target: FlashRun
}

/** So long, in milliseconds, a restarted BMC may take until it tells what runs. */
const TELL_MS = 60_000

/**
 * Sees that the new version runs. Another version of a BMC that is ready will not change by itself; what the BMC tells of its host
 * may be late. Where another one runs, a restart does not count as done: whoever tries again restarts again.
 */
export async function runsNow(
  actions: Pick<ImageActions, 'list'>,
  file: FirmwareFile,
  { word, memory, target }: Bringing & { readonly word: 'BMC' | 'host' },
): Promise<void> {
  const began = performance.now()
  const look = async (): Promise<Look<string | undefined>> => {
    const list = await actions.list()
    if (imageOf(list, file)?.running) return { done: true, value: undefined }
    const others = list.images.filter((one) => one.running && one.purpose === file.purpose)
    const seen = others.map((one) => one.version).join(', ') || 'an unknown version'
    const isTime = performance.now() - began > TELL_MS
    return isTime || (word === 'BMC' && others.length > 0)
      ? { done: true, value: seen }
      : { done: false, seen }
  }
  if (!memory.tellsRunning) return target.note({ said: 'cannot-verify' })
  target.progress({ phase: `checking ${word}` })
  const pace = { firstMs: 300, everyMs: 5000, forMs: TELL_MS * 2 }
  const wait = { sent: 'restart', waitingFor: file.version, pace, signal: target.signal }
  const detail = await until(() => patiently(look), wait)
  if (detail === undefined) return
  memory.remember(word === 'BMC' ? { bmcRestarted: false } : { hostRestarted: false })
  throw new HwctlError({
    kind: 'firmware',
    problem: 'not-running',
    what: file.version,
    purpose: word,
    detail,
  })
}

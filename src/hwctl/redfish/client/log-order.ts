import type { LogEntry } from '../../managers/eventlog.ts'

/** Whether a log comes with its newest entries first: most of its neighbours say so, as the clock of a BMC may have been set back between two. */
export function isNewestFirst(entries: readonly LogEntry[]): boolean {
  let older = 0
  for (const [at, entry] of entries.entries()) {
    const before = entries[at - 1]
    if (before) older += Math.sign(compared(before, entry))
  }
  return older > 0
}

/** Positive where the first is newer. */
function compared(a: LogEntry, b: LogEntry): number {
  const byTime = Date.parse(a.at ?? '') - Date.parse(b.at ?? '')
  return byTime || Number(a.id) - Number(b.id) || 0
}

/**
 * Whether numbers come in the order of their texts (1, 10, 2), as those of bmcweb did before 2023. Where they are times (bmcweb
 * with a log in a file: seconds since 1970) they come as they were written, whatever the clock of the BMC said.
 */
export function isTextOrder(entries: readonly LogEntry[]): boolean {
  const ids = entries.map(({ id }) => id)
  if (!ids.every((id) => /^\d+$/.test(id))) return false
  if (entries.some(({ id, at }) => Number(id) === Math.floor(Date.parse(at ?? '') / 1000))) return false
  const pairs = ids.slice(1).map((id, at) => [ids[at] ?? '', id] as const)
  return pairs.every(([a, b]) => a < b) && pairs.some(([a, b]) => Number(a) > Number(b))
}

/** Entries of several logs in one order: by time, and each log's own order kept, where the clock of the BMC was not. */
export function merged<T extends { readonly entry: LogEntry }>(
  logs: readonly (readonly T[])[],
): readonly T[] {
  const [only, ...more] = logs
  if (only && more.length === 0) return only
  const timed = logs.flatMap((log) => {
    let latest = Number.NEGATIVE_INFINITY
    return log.map((item) => {
      const at = Date.parse(item.entry.at ?? '')
      if (at > latest) latest = at
      return { item, latest }
    })
  })
  return timed.sort((a, b) => (a.latest === b.latest ? 0 : a.latest - b.latest)).map(({ item }) => item)
}

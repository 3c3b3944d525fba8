// The floor: a bare undici loop that makes the very same requests, with the same bound on how many at a time: those of
// `rpower stat`, or GETs of the paths that are given.
import { connectTo, firstRead, type Kept, login, logout, read } from './bare-bmc.ts'
import { eachOf, type Score, serve } from './contestant.ts'
import type { Target } from './fleet.ts'

const paths = process.argv.slice(2)
const first = paths.length > 0 ? readPaths : firstRead
const again = paths.length > 0 ? readPaths : read

/** Reads and parses every path. */
async function readPaths(kept: Kept): Promise<unknown> {
  let last: unknown
  for (const path of paths) last = await read({ ...kept, path })
  return last
}

serve((targets, fanout) => {
  const kept = new Map<Target, Kept>()
  const each = (score: Score, work: (target: Target) => Promise<void>) =>
    eachOf(targets, fanout, (target) => work(target).catch((error) => score.failed(error)))
  const enter = async (target: Target, score: Score) => {
    const session = await login(connectTo(target), target)
    if ((await first(session, target)) !== undefined) score.ok()
    return session
  }
  return (phase, score) =>
    each(score, async (target) => {
      if (phase === 'whole') return logout(await enter(target, score))
      if (phase === 'first') return void kept.set(target, await enter(target, score))
      const session = kept.get(target)
      if (!session) return
      if (phase === 'end') return logout(session)
      if ((await again(session)) !== undefined) score.ok()
    })
})

// The floor: a bare undici loop that makes the very same requests, with the same bound on how many at a time.
import { connectTo, firstRead, type Kept, login, logout, read } from './bare-bmc.ts'
import { eachOf, type Score, serve } from './contestant.ts'
import type { Target } from './fleet.ts'

serve((targets, fanout) => {
  const kept = new Map<Target, Kept>()
  const each = (score: Score, work: (target: Target) => Promise<void>) =>
    eachOf(targets, fanout, (target) => work(target).catch((error) => score.failed(error)))
  const enter = async (target: Target, score: Score) => {
    const session = await login(connectTo(target), target)
    if ((await firstRead(session, target)) !== undefined) score.ok()
    return session
  }
  return (phase, score) =>
    each(score, async (target) => {
      if (phase === 'whole') return logout(await enter(target, score))
      if (phase === 'first') return void kept.set(target, await enter(target, score))
      const session = kept.get(target)
      if (!session) return
      if (phase === 'end') return logout(session)
      if ((await read(session)) !== undefined) score.ok()
    })
})

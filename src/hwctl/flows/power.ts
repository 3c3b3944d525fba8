import type { Target } from '../../core/lifecycle.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import type { PowerNote, PowerReading, PowerTarget, Restart, Waiting } from '../managers/power.ts'
import { patiently } from './patience.ts'

/** What a protocol can do to a machine's power, one request each; the order of things is the same for all and stands here. */
export interface PowerActions {
  read(): Promise<PowerReading>
  /** @param watched whoever asks looks at the power itself afterwards, so that a task of the BMC need not be followed */
  act(target: PowerTarget, watched: boolean): Promise<void>
  /** A restart that the BMC does by itself, where it has one: nobody is left switched off when we die in between. */
  readonly restart?: (how: 'reset' | 'cycle', watched: boolean) => Promise<boolean>
}

/** How long a machine may take to lose its power: xCAT waits 30 times 2 s. */
export const OFF_PACE: Pace = { firstMs: 200, everyMs: 2000, forMs: 60_000 }

/** How long, in milliseconds, a machine that restarts by itself must read on without having been seen to go down. */
const STEADY_MS = 3000

type PowerTargetOf = Pick<Target<unknown, PowerNote>, 'signal' | 'note' | 'setStatus'>

/** Switches; waits only where that was asked for. */
export async function switchTo(
  actions: PowerActions,
  input: { readonly target: PowerTarget; readonly forceAfterMs?: number } & Waiting,
  target: PowerTargetOf,
): Promise<{ readonly requested: PowerTarget; readonly forced: boolean }> {
  await actions.act(input.target, input.waitMs !== undefined || input.forceAfterMs !== undefined)
  target.setStatus(input.target === 'on' ? 'powering-on' : 'powering-off')
  if (input.forceAfterMs !== undefined) {
    const forced = await forceAfter(actions, input.forceAfterMs, target)
    return { requested: input.target, forced }
  }
  if (input.waitMs !== undefined)
    await reached(actions, input.target === 'on' ? 'on' : 'off', input.target, input.waitMs, target)
  return { requested: input.target, forced: false }
}

/** Restarts what runs; `boot` also starts what is off. Off is confirmed before on is sent. */
export async function restart(
  actions: PowerActions,
  input: { readonly how: Restart } & Waiting,
  target: PowerTargetOf,
): Promise<{ readonly how: Restart; readonly restarted: boolean }> {
  const { state } = await actions.read()
  const hostIsOff = state === 'off' || state === 'on-chassis'
  if (hostIsOff && input.how !== 'boot') return { how: input.how, restarted: false }
  const watched = input.waitMs !== undefined
  const byItself = !hostIsOff && (await actions.restart?.(input.how === 'cycle' ? 'cycle' : 'reset', watched))
  if (!byItself) await offThenOn(actions, { hasPower: state !== 'off', watched }, target)
  target.setStatus('powering-on')
  if (input.waitMs !== undefined)
    await reached(byItself ? steadily(actions) : actions, 'on', input.how, input.waitMs, target)
  return { how: input.how, restarted: true }
}

/**
 * A machine that restarts by itself reads on until it begins: on counts when something else was seen before it, or when
 * it has been nothing else for a while.
 */
function steadily(actions: PowerActions): Pick<PowerActions, 'read'> {
  const began = performance.now()
  let wasDown = false
  return {
    async read() {
      const reading = await actions.read()
      wasDown ||= reading.state !== 'on'
      const counts = wasDown || performance.now() - began > STEADY_MS
      return reading.state === 'on' && !counts ? { ...reading, state: 'powering-on' } : reading
    },
  }
}

async function offThenOn(
  actions: PowerActions,
  { hasPower, watched }: { readonly hasPower: boolean; readonly watched: boolean },
  target: PowerTargetOf,
): Promise<void> {
  if (!hasPower) return actions.act('on', watched)
  await actions.act('off', true)
  target.setStatus('powering-off')
  try {
    await reached(actions, 'off', 'off', OFF_PACE.forMs, target)
    await actions.act('on', watched)
  } catch (thrown) {
    target.note({ said: 'left-off' })
    throw thrown
  }
}

/** Whether the power had to be taken away; either way the machine is off afterwards. */
async function forceAfter(actions: PowerActions, afterMs: number, target: PowerTargetOf): Promise<boolean> {
  const deadline = performance.now() + afterMs
  const off = await until<boolean>(
    async () => {
      const seen = await patiently(() => lookFor(actions, 'off'))
      if (seen.done) return { done: true, value: true }
      return performance.now() >= deadline ? { done: true, value: false } : seen
    },
    {
      sent: 'power-softoff',
      waitingFor: 'off',
      pace: { ...OFF_PACE, forMs: afterMs + 1000 },
      signal: target.signal,
    },
  )
  if (off) return false
  target.note({ said: 'forcing-off', afterMs })
  await actions.act('off', true)
  await reached(actions, 'off', 'off', OFF_PACE.forMs, target)
  return true
}

async function reached(
  actions: Pick<PowerActions, 'read'>,
  wanted: 'on' | 'off',
  sent: PowerTarget | Restart,
  forMs: number,
  { signal }: PowerTargetOf,
): Promise<void> {
  const look = () => patiently(() => lookFor(actions, wanted))
  await until(look, { sent: `power-${sent}`, waitingFor: wanted, pace: { ...OFF_PACE, forMs }, signal })
}

async function lookFor(actions: Pick<PowerActions, 'read'>, wanted: 'on' | 'off'): Promise<Look<undefined>> {
  const reading = await actions.read()
  const isThere = wanted === 'on' ? reading.state === 'on' : isOff(reading)
  return isThere ? { done: true, value: undefined } : { done: false, seen: reading.state }
}

/** Off is both: the chassis without power, and the host known not to run; in between, "on" would be lost. */
function isOff({ state, reported }: PowerReading): boolean {
  return state === 'off' && reported.host !== 'Running'
}

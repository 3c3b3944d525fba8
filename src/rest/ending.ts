import { EventEmitter } from 'node:events'

type Hearer = (reason: unknown) => void

const HEARERS = new WeakMap<AbortSignal, Set<Hearer>>()

/**
 * Calls back when the signal aborts, until the returned function is called. A signal's own list of listeners is walked
 * whenever one is added, which a run over thousands of nodes at once feels; a set is not.
 */
export function onAbort(signal: AbortSignal, hear: Hearer): () => void {
  const hearers = HEARERS.get(signal) ?? listenTo(signal)
  hearers.add(hear)
  return () => hearers.delete(hear)
}

function listenTo(signal: AbortSignal): Set<Hearer> {
  const hearers = new Set<Hearer>()
  HEARERS.set(signal, hearers)
  signal.addEventListener(
    'abort',
    () => {
      for (const hear of [...hearers]) hear(signal.reason)
    },
    { once: true },
  )
  return hearers
}

/** What undici listens to in place of the signal. */
class Ending extends EventEmitter {
  reason: unknown
}

/** Work that ends at once when the signal aborts, and what it hands to undici for that; undici alone would wait for a connection. */
export async function endedBy<T>(
  signal: AbortSignal,
  work: (ending: EventEmitter) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const ending = new Ending()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const forget = onAbort(signal, (reason) => {
    ending.reason = reason
    ending.emit('abort')
    reject(reason)
  })
  work(ending).then(resolve, reject)
  return promise.finally(forget)
}

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

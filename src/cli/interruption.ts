/** Ends a run on Ctrl-C, SIGTERM or when its time is up; a second Ctrl-C ends the process at once. */
export function interruption(timeoutMs: number | undefined): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const interrupted = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort(name === 'SIGINT' ? 'interrupted' : 'terminated')
  }
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => controller.abort(`the time limit of ${timeoutMs / 1000} seconds ran out`), timeoutMs)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer)
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    },
  }
}

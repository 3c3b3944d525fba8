/** The longest time that a timer of Node's can wait; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** What ends a run, and how it is called; a terminal that is gone (SIGHUP) must not leave sessions open. */
const REASONS: Readonly<Record<string, string>> = {
  SIGINT: 'interrupted',
  SIGTERM: 'terminated',
  SIGHUP: 'the terminal is gone',
}

/** Ends a run on Ctrl-C, SIGTERM or when its time is up; a second Ctrl-C ends the process at once. */
export function interruption(timeoutMs: number | undefined): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  let wasAsked = false
  const interrupted = (name: NodeJS.Signals) => {
    if (wasAsked) process.exit(130)
    wasAsked = true // the first one is heeded also after the time ran out: sessions are being ended then
    controller.abort(REASONS[name] ?? name)
  }
  for (const name of Object.keys(REASONS)) process.on(name, interrupted)
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(
          () => controller.abort(`the time limit of ${timeoutMs / 1000} s ran out`),
          Math.min(timeoutMs, LONGEST_MS),
        )
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer)
      for (const name of Object.keys(REASONS)) process.off(name, interrupted)
    },
  }
}

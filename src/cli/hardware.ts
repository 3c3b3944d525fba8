import { hostname } from 'node:os'
import { dispatch } from '../broker/dispatch.ts'
import { type Parsed, parse, RUN_OPTIONS } from '../broker/parse.ts'
import { loadCommand } from '../commands/registry.ts'
import { numberOption, usageError } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import { DEFAULT_FANOUT, type RunOptions } from '../core/runner.ts'
import { usageText } from '../edges/usage.ts'
import type { CliContext } from './context.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { openFleet } from './fleet.ts'
import { interruption } from './interruption.ts'
import { plan } from './plan.ts'
import { Screen } from './screen.ts'

/** One hardware command on a noderange: `rpower n[001-512] stat`. Returns hwctl's exit code. */
export async function hardware(name: string, words: readonly string[], context: CliContext): Promise<number> {
  const command = await loadCommand(name)
  const [noderange, ...rest] = words
  if (!command || noderange === undefined || words.some((word) => word === '-h' || word === '--help')) {
    const asked = words.length > 0
    const usage = command ? usageText(command, RUN_OPTIONS) : ''
    ;(asked ? context.stdout : context.stderr).write(usage)
    return asked ? EXIT.ok : EXIT.usage
  }
  const parsed = await parse(name, rest)
  using fleet = openFleet(context)
  const resolved = await fleet.resolve(noderange)
  if (parsed.words.options.has('plan')) {
    await plan(parsed.invocation.call, resolved, context.stdout)
    return EXIT.ok
  }
  using stop = interruption(timeoutMs(parsed))
  const options = runOptions(parsed, context, stop.signal)
  const events = dispatch(parsed.invocation, resolved, () => fleet.runner, options)
  const ending = await show(events, parsed, resolved.nodes.length, context, (event) => fleet.remember(event))
  return exitCodeOf({ ...ending, cancelled: stop.signal.aborted })
}

function runOptions(parsed: Parsed, { cwd }: CliContext, signal: AbortSignal): RunOptions {
  return {
    signal,
    fanout: numberOption(parsed.words, 'fanout', DEFAULT_FANOUT),
    cwd,
    trace: parsed.words.options.has('verbose'),
  }
}

function timeoutMs({ words }: Parsed): number | undefined {
  return words.options.has('timeout') ? numberOption(words, 'timeout', 0) * 1000 : undefined
}

/** Says what happens as it happens, and keeps what is to be remembered. */
async function show(
  events: AsyncIterable<RunEvent>,
  { view, words }: Parsed,
  total: number,
  context: CliContext,
  remember: (event: RunEvent) => void,
) {
  const form = words.options.has('json') ? 'json' : words.options.has('collate') ? 'collate' : 'text'
  if (words.options.has('json') && words.options.has('collate'))
    throw usageError('Only one of --json and --collate')
  using screen = new Screen(context, { form, view, server: hostname(), total })
  let counts = { ok: 0, failed: 0, notRun: 0 }
  let runFailed = false
  for await (const event of events) {
    remember(event)
    screen.show(event)
    if (event.kind === 'failure' && event.node === undefined) runFailed = true
    if (event.kind === 'done') counts = event.counts
  }
  return { counts, runFailed }
}

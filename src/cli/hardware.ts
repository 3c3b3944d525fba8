import { hostname } from 'node:os'
import type { Resolved } from '../broker/dispatch.ts'
import { type Parsed, parse, RUN_OPTIONS } from '../broker/parse.ts'
import { agentSocketRunner } from '../broker/runners/agent-socket.ts'
import { resuming } from '../broker/runners/resuming.ts'
import { atOnce, wavePlan } from '../broker/wave-plan.ts'
import { dispatchInWaves, type Wave } from '../broker/waves.ts'
import { loadCommand } from '../commands/registry.ts'
import { numberOption, usageError } from '../core/command.ts'
import { factsOf } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import { DEFAULT_FANOUT, type Runner, type RunOptions } from '../core/runner.ts'
import { errorLine } from '../edges/text.ts'
import { usageText } from '../edges/usage.ts'
import { withAskedPassword } from './asked-password.ts'
import type { CliContext } from './context.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { type Fleet, openFleet } from './fleet.ts'
import { interruption } from './interruption.ts'
import { beginJob, type OpenJob } from './open-job.ts'
import { plan } from './plan.ts'
import { Screen } from './screen.ts'
import { stayingAgent } from './staying-agent.ts'
import { takeNoderange } from './take-noderange.ts'
import { VERSION } from './version.ts'

/** One hardware command on a noderange: `rpower n[001-512] stat`. Returns hwctl's exit code. */
export async function hardware(name: string, words: readonly string[], context: CliContext): Promise<number> {
  const command = await loadCommand(name)
  if (words[0] === '-v' || words[0] === '--version') {
    context.stdout.write(`${VERSION}\n`)
    return EXIT.ok
  }
  const asked = words.some((word) => word === '-h' || word === '--help')
  const { noderange, rest } = takeNoderange(words, [...(command?.options ?? []), ...RUN_OPTIONS])
  if (!command || asked || noderange === undefined) {
    const usage = command ? usageText(command, RUN_OPTIONS) : ''
    ;(asked ? context.stdout : context.stderr).write(usage)
    return asked ? EXIT.ok : EXIT.usage
  }
  const parsed = await parse(name, await withAskedPassword(rest, context))
  checkRunOptions(parsed)
  using stop = interruption(timeoutMs(parsed))
  await using fleet = openFleet(context)
  const resolved = await fleet.resolve(noderange, stop.signal).catch((thrown) => refused(thrown, context))
  if (!resolved) return EXIT.usage
  if (parsed.words.options.has('plan')) {
    await plan(parsed.invocation.call, resolved, context.stdout)
    return resolved.failures.length > 0 ? EXIT.someFailed : EXIT.ok
  }
  const job = parsed.isJob
    ? beginJob({ command: name, words: rest, noderange, cwd: context.cwd }, resolved, { context, fleet })
    : undefined
  return await carryOut({ parsed, resolved, ...(job && { job }) }, { context, fleet, signal: stop.signal })
}

/** What is to be done, on which nodes, and the job that it is where it is one. */
export interface Task {
  readonly parsed: Parsed
  readonly resolved: Resolved
  readonly job?: OpenJob
}

/** Whose run it is, with which fleet, and what ends it. */
export interface Surroundings {
  readonly context: CliContext
  readonly fleet: Fleet
  readonly signal: AbortSignal
}

/** Does it and shows it. Returns hwctl's exit code. */
export async function carryOut({ parsed, resolved, job }: Task, surroundings: Surroundings): Promise<number> {
  const { context, fleet, signal } = surroundings
  const options = { ...runOptions(parsed, context, signal), ...job?.options }
  const runner = await chosenRunner(parsed, fleet, context)
  const prepared = fleet.prepare(parsed.invocation.call, resolved)
  using screen = new Screen(context, {
    form: formOf(parsed),
    view: parsed.view,
    server: hostname(),
    total: resolved.nodes.length + resolved.failures.length,
    ...(job && { work: `${parsed.invocation.command} (job ${job.id})` }),
  })
  const began = (wave: Wave) => screen.say(waveText(wave))
  const events = dispatchInWaves(parsed.invocation, prepared, () => runner, {
    ...options,
    plan: wavePlan(parsed.words),
    began,
  })
  const ending = await show(events, screen, (event) => {
    job?.see(event) // before it is shown: what was seen is known after a crash
    fleet.remember(event)
  })
  for (const line of job?.end(signal.aborted) ?? []) screen.say(line)
  return exitCodeOf({ ...ending, cancelled: signal.aborted })
}

function waveText({ nodes, number, of }: Wave): string {
  return `Wave ${number} of ${of}: ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`
}

/** What is wrong with a noderange is said the way xCAT's server says it. */
function refused(thrown: unknown, { stderr }: CliContext): undefined {
  const facts = factsOf(thrown)
  if (facts.kind !== 'usage') throw thrown
  stderr.write(`${errorLine('Error', facts, hostname()).text}\n`)
}

/** The agent that stays, unless the operator names another, or wants none. */
async function chosenRunner({ words }: Parsed, fleet: Fleet, { env, stderr }: CliContext): Promise<Runner> {
  const named = words.options.get('agent') ?? env.HWCTL_AGENT
  if (words.options.has('no-agent') || named === 'none') return fleet.runner
  if (typeof named === 'string' && named !== '') return agentSocketRunner(named)
  const atAgent = async () => agentSocketRunner(await stayingAgent(fleet.home, env))
  try {
    return resuming(await atAgent(), atAgent)
  } catch (thrown) {
    stderr.write(`${errorLine('Warning', factsOf(thrown), hostname()).text} Doing it without.\n`)
    return fleet.runner
  }
}

function runOptions(parsed: Parsed, { cwd }: CliContext, signal: AbortSignal): RunOptions {
  return {
    signal,
    fanout: atOnce(parsed.words, DEFAULT_FANOUT),
    cwd,
    trace: parsed.words.options.has('verbose'),
    retryUnreachable: parsed.words.options.has('retry-unreachable'),
  }
}

function formOf({ words }: Parsed): 'text' | 'json' | 'collate' {
  const [json, collate] = [words.options.has('json'), words.options.has('collate')]
  if (json && collate) throw usageError('Only one of --json and --collate')
  return json ? 'json' : collate ? 'collate' : 'text'
}

/** @throws HwctlError `usage` for options about the run that make no sense, before anything is begun */
export function checkRunOptions(parsed: Parsed): void {
  formOf(parsed)
  wavePlan(parsed.words)
  atOnce(parsed.words, DEFAULT_FANOUT)
}

export function timeoutMs({ words }: Parsed): number | undefined {
  return words.options.has('timeout') ? numberOption(words, 'timeout', 0) * 1000 : undefined
}

/** Says what happens as it happens, and keeps what is to be remembered. */
async function show(events: AsyncIterable<RunEvent>, screen: Screen, remember: (event: RunEvent) => void) {
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

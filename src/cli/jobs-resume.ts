import { Command } from 'commander'
import { type JobNodeState, OPEN_STATES } from '../broker/jobs/job.ts'
import { parse, RUN_OPTIONS } from '../broker/parse.ts'
import { parseWords, usageError } from '../core/command.ts'
import type { CliContext } from './context.ts'
import { EndedWith, EXIT } from './exit-code.ts'
import { openFleet } from './fleet.ts'
import { carryOut, checkRunOptions, timeoutMs } from './hardware.ts'
import { interruption } from './interruption.ts'
import { jobNumber } from './job-number.ts'
import { openJob } from './open-job.ts'

const AFTER_ID =
  '\nOptions about the run, such as --json, --wave 1,10 or --timeout 600, may follow the number; they come after those that the job was begun with.'

/** `hwctl jobs resume`: the nodes that have no end of their own yet, each from where it stood. */
export function resumeCommand(context: CliContext): Command {
  return new Command('resume')
    .description('Go on with a job where each node stood. Nodes that are done or failed are left alone.')
    .argument('<job>', 'its number')
    .argument('[option...]', 'options about the run')
    .allowUnknownOption()
    .addHelpText('after', AFTER_ID)
    .action((id: string, more: readonly string[]) => goOn(context, { id, more, states: OPEN_STATES }))
}

/** `hwctl jobs retry`: the nodes that failed, again. */
export function retryCommand(context: CliContext): Command {
  return new Command('retry')
    .description('Try the nodes of a job that failed again, each from where it stood.')
    .argument('<job>', 'its number')
    .argument('[option...]', 'options about the run')
    .requiredOption('--failed', 'those that failed; there is no other choice')
    .allowUnknownOption()
    .addHelpText('after', AFTER_ID)
    .action((id: string, more: readonly string[]) => goOn(context, { id, more, states: ['failed'] }))
}

interface Wish {
  readonly id: string
  readonly more: readonly string[]
  /** Nodes in these states are worked on. */
  readonly states: readonly JobNodeState[]
}

async function goOn(context: CliContext, { id: text, more, states }: Wish): Promise<void> {
  const id = jobNumber(text)
  if (parseWords(more, RUN_OPTIONS).operands.length > 0)
    throw usageError(`Only options about the run may follow the number of a job, not '${more.join(' ')}'`)
  await using fleet = openFleet(context)
  const job = fleet.jobs().job(id)
  const parsed = await parse(job.command, [...job.words, ...more])
  checkRunOptions(parsed)
  if (parsed.words.options.has('plan')) throw usageError('A job is carried out: --plan is not for it')
  using stop = interruption(timeoutMs(parsed))
  const nodes = fleet.jobs().claim(id, states)
  if (nodes.length === 0) return nothingLeft(id, states, context)
  const resolved = await fleet.resolveNames(
    nodes.map(({ node }) => node),
    stop.signal,
  )
  const open = openJob(id, nodes, { context, fleet })
  const asked = { ...context, cwd: job.cwd }
  const code = await carryOut({ parsed, resolved, job: open }, { context: asked, fleet, signal: stop.signal })
  if (code !== EXIT.ok) throw new EndedWith(code)
}

function nothingLeft(id: number, states: readonly JobNodeState[], { stdout }: CliContext): void {
  stdout.write(
    states.includes('failed') ? `No node of job ${id} failed\n` : `Nothing is left to do of job ${id}\n`,
  )
}

import { Command } from 'commander'
import type { CliContext } from './context.ts'
import { jobNumber, openJobs } from './job-number.ts'
import { jobTable, jobText } from './job-text.ts'
import { resumeCommand, retryCommand } from './jobs-resume.ts'

/** `hwctl jobs`: long work that is kept on disk, and how to go on with it. */
export function jobsCommand(context: CliContext): Command {
  return new Command('jobs')
    .description(
      'Long work, such as firmware updates: how it stands, and how to go on with it after a crash.',
    )
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(showCommand(context))
    .addCommand(resumeCommand(context))
    .addCommand(retryCommand(context))
    .addCommand(rmCommand(context))
    .addHelpText(
      'after',
      '\nExamples:\n  hwctl jobs                     all jobs, the latest first\n  hwctl jobs show 7              how each node of job 7 stands\n  hwctl jobs resume 7            go on where each node stood; nodes that are done are left alone\n  hwctl jobs retry 7 --failed    try the nodes that failed again',
    )
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('All jobs, the latest first.')
    .option('--json', 'a job a line, as JSON')
    .action(({ json }: { readonly json?: true }) => {
      using store = openJobs(context)
      const jobs = store.jobs()
      const lines = json ? jobs.map((job) => JSON.stringify(job)) : jobTable(jobs)
      for (const line of lines) context.stdout.write(`${line}\n`)
    })
}

function showCommand(context: CliContext): Command {
  return new Command('show')
    .description('How a job stands, node by node.')
    .argument('<job>', 'its number')
    .option('--json', 'as one JSON object')
    .action((id: string, { json }: { readonly json?: true }) => {
      using store = openJobs(context)
      const job = store.job(jobNumber(id))
      const nodes = store.nodes(job.id)
      const lines = json ? [JSON.stringify({ ...job, nodes })] : jobText(job, nodes)
      for (const line of lines) context.stdout.write(`${line}\n`)
    })
}

function rmCommand(context: CliContext): Command {
  return new Command('rm')
    .description(
      'Forget jobs. Nothing is sent to any BMC. Jobs that ended 90 days ago are forgotten by themselves.',
    )
    .argument('<job...>', 'their numbers')
    .action((ids: readonly string[]) => {
      using store = openJobs(context)
      const numbers = ids.map(jobNumber)
      store.database.write(() => {
        for (const id of numbers) store.remove(id)
      })
    })
}

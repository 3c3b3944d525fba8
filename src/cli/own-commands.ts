import type { Command } from 'commander'
import type { CliContext } from './context.ts'

/** A command of `hwctl` that is not about hardware; its file is read only when it is asked for. */
export interface OwnCommand {
  readonly name: string
  readonly summary: string
  load(): Promise<(context: CliContext) => Command>
}

export const OWN_COMMANDS: readonly OwnCommand[] = [
  {
    name: 'nodes',
    summary: 'Define nodes, show them, import them from xCAT',
    load: async () => (await import('./nodes.ts')).nodesCommand,
  },
  {
    name: 'jobs',
    summary: 'Long work on disk: how it stands, going on after a crash',
    load: async () => (await import('./jobs.ts')).jobsCommand,
  },
  {
    name: 'trust',
    summary: 'Accept the certificates that BMCs show now',
    load: async () => (await import('./trust.ts')).trustCommand,
  },
  {
    name: 'simulate',
    summary: 'Simulated BMCs, to try things on',
    load: async () => (await import('./simulate.ts')).simulateCommand,
  },
  {
    name: 'agent',
    summary: "The agent: serves requests on a UNIX socket, also in the place of xCAT's",
    load: async () => (await import('./agent.ts')).agentCommand,
  },
  {
    name: 'servicenodes',
    summary: "Service nodes: machines that reach BMCs in this one's place",
    load: async () => (await import('./servicenodes.ts')).servicenodesCommand,
  },
  {
    name: 'completion',
    summary: 'Print a completion script for bash or zsh',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
]

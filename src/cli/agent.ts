import { dirname, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { type AgentSettings, type Keeping, liveAsAgent, type OwnedRunner } from '../agent/agent-life.ts'
import { agentLog } from '../agent/log.ts'
import { hasInheritedSocket } from '../agent/socket-path.ts'
import { usageError } from '../core/command.ts'
import { TLS_LEVELS, TLS_POLICIES } from '../core/node.ts'
import { openHome } from '../nodes/home.ts'
import { statusCommand, stopCommand } from './agent-status.ts'
import type { CliContext } from './context.ts'
import { openFleet } from './fleet.ts'
import { handedOver } from './handed-over.ts'
import { retireOthers, STAY_MS, stayingSocket } from './staying-agent.ts'
import { VERSION } from './version.ts'

interface AgentOptions {
  readonly sock?: string
  readonly stay?: true
  readonly lockfile?: string
  readonly standalone?: true
  readonly handOver?: true
  readonly log?: string
  readonly tls?: string
  readonly tlsLevel?: string
  readonly join?: string
  readonly name?: string
  readonly pool?: string
  readonly creds?: string
  readonly bandwidth?: string
}

const EXAMPLES = `
Examples:
  hwctl agent status                                      is one running, and what does it hold
  hwctl agent stop                                        end it; it logs out everywhere
  hwctl agent --standalone --sock /run/hwctl/agent.sock   serve until told to stop
  hwctl agent --join tls://mn:4222 --name sn1 --creds sn1.join   serve a broker over NATS: docs/service-nodes.md
  hwctl-agent --sock PATH --lockfile PATH                 in the place of xCAT's agent.py: one request, then exit
`

const TLS_HELP = 'how BMCs are trusted where a request does not say (default: pin, or HWCTL_TLS)'
const TLS_LEVEL_HELP = 'OpenSSL security level where a request does not say (default: 2, or HWCTL_TLS_LEVEL)'

/** What still lives so long after the agent's end does not keep the process. */
const LAST_MOMENT_MS = 1_000

/** `hwctl agent`: serves requests on a UNIX socket, in xCAT's protocol. */
export function agentCommand(
  context: CliContext,
  openRunner: (context: CliContext, keeping: Keeping) => OwnedRunner = openFleet,
): Command {
  const serving = new Command('agent')
    .description("serve requests on a UNIX socket: xCAT's protocol, and typed events")
    .option('--sock <path>', 'the socket to listen on')
    .option(
      '--stay',
      'be the agent of this user that command lines start and use; ends when idle for ten minutes',
    )
    .option('--lockfile <path>', 'end when this lock can be had: its holder, the parent, is gone')
    .option('--standalone', 'keep serving until SIGTERM or SIGINT, instead of one request')
    .option(
      '--hand-over',
      'have requests done by the agent of this user that stays, so that sessions are kept',
    )
    .option('--join <url>', 'be a service node: serve over NATS there, instead of a socket')
    .option('--name <name>', 'the name of the service node (default: as in --creds)')
    .option('--pool <pool>', 'the pool that it is a member of (default: as in --creds)')
    .option('--creds <file>', 'what hwctl servicenodes add wrote (default: servicenode.join in HWCTL_HOME)')
    .option('--bandwidth <rate>', 'fetch files from the broker no faster than this, in bytes a second: 12.5M')
    .option('--log <file>', 'append the log to this file (default: stderr)')
    .addOption(new Option('--tls <policy>', TLS_HELP).choices(TLS_POLICIES))
    .addOption(new Option('--tls-level <level>', TLS_LEVEL_HELP).choices(TLS_LEVELS.map(String)))
    .addHelpText('after', EXAMPLES)
    .action(async (options: AgentOptions) => {
      if (options.handOver && (options.stay || options.standalone))
        throw usageError('--hand-over is for an agent that lives for one request')
      const open = options.handOver
        ? () => handedOver(context)
        : (keeping: Keeping) => openRunner(context, keeping)
      leaveWith(await runAgent(options, context, open))
    })
  return serving.addCommand(statusCommand(context)).addCommand(stopCommand(context))
}

async function runAgent(
  options: AgentOptions,
  context: CliContext,
  openRunner: (keeping: Keeping) => OwnedRunner,
) {
  const log = agentLog(options.log === undefined ? context.stderr : resolve(context.cwd, options.log))
  using stop = stopSignal()
  if (options.join !== undefined) {
    const { serveAsServiceNode } = await import('./agent-join.ts')
    return await serveAsServiceNode({ ...options, join: options.join }, { context, log, stop: stop.signal })
  }
  const settings = settingsOf(options, context)
  const onListening = () => {
    if (!options.stay) return
    context.stdout.write(`listening on ${settings.sock}\n`)
    void retireOthers(dirname(settings.sock))
  }
  return await liveAsAgent(settings, { log, openRunner, stop: stop.signal, onListening })
}

function settingsOf(options: AgentOptions, { cwd, env }: CliContext): AgentSettings {
  const { lockfile, stay, standalone, tls, tlsLevel } = options
  const sock = options.sock ?? (stay ? stayingSocket(openHome(env)) : undefined)
  if (sock === undefined) throw usageError('An agent wants --sock PATH to listen on, or --stay')
  return {
    sock: resolve(cwd, sock),
    version: VERSION,
    isInherited: hasInheritedSocket(env),
    ...(stay && { idleMs: STAY_MS }),
    ...(lockfile !== undefined && { lockFile: resolve(cwd, lockfile) }),
    isStandalone: standalone ?? stay ?? false,
    tls: oneOf(TLS_POLICIES, tls ?? env.HWCTL_TLS ?? 'pin', 'HWCTL_TLS'),
    tlsLevel: oneOf(TLS_LEVELS, tlsLevel ?? env.HWCTL_TLS_LEVEL ?? '2', 'HWCTL_TLS_LEVEL'),
  }
}

function oneOf<T extends string | number>(allowed: readonly T[], text: string, name: string): T {
  const found = allowed.find((one) => String(one) === text)
  if (found === undefined) throw usageError(`${name} is not to be '${text}'`, allowed.map(String))
  return found
}

/** Aborted by SIGTERM and SIGINT; a second one ends the process at once. */
function stopSignal(): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const asked = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(1)
    controller.abort(name)
  }
  process.on('SIGTERM', asked).on('SIGINT', asked)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off('SIGTERM', asked).off('SIGINT', asked),
  }
}

/** An agent's exit code is a word of its protocol: whatever the caller makes of its end, this is the code. */
function leaveWith(exitCode: number): void {
  process.once('exit', () => {
    process.exitCode = exitCode
  })
  setTimeout(() => process.exit(), LAST_MOMENT_MS).unref()
}

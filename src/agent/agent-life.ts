import { parse } from '../broker/parse.ts'
import { commandNames } from '../commands/registry.ts'
import type { ErrorFacts } from '../core/errors.ts'
import type { TlsLevel, TlsPolicy } from '../core/node.ts'
import type { Runner } from '../core/runner.ts'
import type { AgentStatus, Ask } from '../edges/xcat/ask.ts'
import type { AgentLog } from './log.ts'
import { type LockNews, ParentLock } from './parent-lock.ts'
import { AgentServer, PATIENT } from './server.ts'

/** How an agent is started. */
export interface AgentSettings {
  readonly sock: string
  /** The lock that the parent holds while it lives. */
  readonly lockFile?: string
  /** Serves until it is told to stop; otherwise one request, as xCAT's agent. */
  readonly isStandalone: boolean
  /** How long, in milliseconds, it stays with nobody to serve; without it, for ever. */
  readonly idleMs?: number
  readonly version: string
  /** The socket was handed over with the start. */
  readonly isInherited?: boolean
  readonly tls: TlsPolicy
  readonly tlsLevel: TlsLevel
}

/** A runner that somebody has to end. */
export interface OwnedRunner extends AsyncDisposable {
  readonly runner: Runner
  /** Sessions that are open. */
  readonly sessions?: () => number
  /** Ends the sessions that a killed agent left open. */
  readonly endLeftSessions?: () => Promise<{ readonly left: number; readonly ended: number }>
}

/** How an agent's runner is to keep sessions for the next request. */
export interface Keeping {
  readonly keepIdleMs: number
  /** Told when a session that nobody uses any more may have been left open on its BMC. */
  leftOpen(why: ErrorFacts): void
}

/** What an agent needs from the outside. */
export interface AgentSurroundings {
  readonly log: AgentLog
  openRunner(keeping: Keeping): OwnedRunner
  /** Aborted when somebody asks the process to stop. */
  readonly stop: AbortSignal
  /** Told when clients may come. */
  readonly onListening?: () => void
}

/** So long, in milliseconds, an agent that stays keeps a session that nobody uses; BMCs end theirs after 30 to 60 minutes. */
const KEEP_IDLE_MS = 10 * 60_000

/** Why an agent ends. */
type Ending = 'stopped' | 'parent gone' | 'served' | 'unreadable' | 'retired' | 'idle'

/** Serves until there is nothing more to serve, and says with which code the process is to exit. */
export async function liveAsAgent(
  settings: AgentSettings,
  { log, openRunner, stop, onListening = () => undefined }: AgentSurroundings,
) {
  const { tls, tlsLevel, isStandalone, lockFile, sock } = settings
  const leftOpen = (why: ErrorFacts) => log.warn(why, 'a session may have been left open on its BMC')
  await using owned = openRunner({ keepIdleMs: isStandalone ? KEEP_IDLE_MS : 0, leftOpen })
  const ending = Promise.withResolvers<Ending>()
  const startedAt = new Date().toISOString()
  const answer = (ask: Ask): AgentStatus => {
    if (ask !== 'status') ending.resolve(ask === 'stop' ? 'stopped' : 'retired')
    return {
      pid: process.pid,
      version: settings.version,
      startedAt,
      requestsServed: server.served,
      requestsRunning: server.running,
      sessions: owned.sessions?.() ?? 0,
    }
  }
  const parts = {
    runner: owned.runner,
    parse,
    commands: commandNames,
    answer,
    log,
    defaults: { tls, tlsLevel },
  }
  const server = await AgentServer.listen(sock, parts, {
    ...PATIENT,
    isUnconditional: !isStandalone,
    isInherited: settings.isInherited ?? false,
  })
  log.info({ sock, standalone: isStandalone }, 'agent listens')
  onListening()
  if (isStandalone) void endLeft(owned, log)
  const idle = endWhenIdle(server, settings.idleMs, () => ending.resolve('idle'))
  if (stop.aborted) ending.resolve('stopped')
  stop.addEventListener('abort', () => ending.resolve('stopped'))
  if (!isStandalone) server.firstConversation.then((became) => became !== 'silent' && ending.resolve(became))
  const lock =
    lockFile !== undefined && !isStandalone
      ? new ParentLock(lockFile, (news) => heard(news, log) && ending.resolve('parent gone'))
      : undefined
  const ended = await ending.promise
  clearInterval(idle)
  await endServer(server, ended)
  lock?.close()
  log.info({ ended }, 'agent ends')
  return ended === 'parent gone' || ended === 'unreadable' ? 1 : 0
}

/** True when the parent is gone. */
function heard(news: LockNews, log: AgentLog): boolean {
  if (news.is === 'free') log.error('xcat process exit unexpectedly.')
  else
    log.warn({ reason: news.reason }, 'the lock of the parent cannot be watched: its end will not be noticed')
  return news.is === 'free'
}

async function endLeft({ endLeftSessions }: OwnedRunner, log: AgentLog): Promise<void> {
  const found = await endLeftSessions?.()
  if (found && found.left > 0) log.warn(found, 'an agent was killed: sessions that it left open were ended')
}

function endWhenIdle(
  server: AgentServer,
  idleMs: number | undefined,
  end: () => void,
): NodeJS.Timeout | undefined {
  if (idleMs === undefined) return undefined
  return setInterval(() => server.idleMs >= idleMs && end(), Math.min(idleMs, 5000))
}

async function endServer(server: AgentServer, ended: Ending): Promise<void> {
  if (ended === 'stopped') await server.close('the agent was told to stop')
  else if (ended === 'parent gone') await server.close('the xCAT process is gone')
  else await server.finish()
}

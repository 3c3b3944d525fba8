import type { Parsed } from '../broker/parse.ts'
import { usageError } from '../core/command.ts'
import { factsOf } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import type { Runner } from '../core/runner.ts'
import type { AgentStatus, Ask } from '../edges/xcat/ask.ts'
import type { NodeDefaults } from '../edges/xcat/node-info.ts'
import { type AgentRequest, unsupportedCommand } from '../edges/xcat/request.ts'
import { type Answer, EventAnswer, TextAnswer } from './answer.ts'
import type { FrameWriter } from './frame-writer.ts'
import type { AgentLog } from './log.ts'
import { brokenOff, requestEvents } from './request-events.ts'

/** What an agent works with. */
export interface AgentParts {
  readonly runner: Runner
  readonly parse: (command: string, words: readonly string[]) => Promise<Parsed>
  /** The names of the commands that there are. */
  readonly commands: () => readonly string[]
  readonly log: AgentLog
  /** Does what is asked of the agent itself, and says how it stands. */
  answer(ask: Ask): AgentStatus
  /** What stands in for node attributes that xCAT does not know of. */
  readonly defaults: Omit<NodeDefaults, 'protocol'>
}

/** The client whose request it is. */
export interface Client {
  /** Which one, in the log. */
  readonly id: number
  readonly writer: FrameWriter
  /** Aborted when the client is gone, its time is up, or the agent stops. */
  readonly signal: AbortSignal
}

/** Answers one request, from its words to its last event. Rejects only for a defect. */
export async function serveRequest(parts: AgentParts, request: AgentRequest, client: Client): Promise<void> {
  const about = {
    request: client.id,
    module: request.module,
    command: request.command,
    nodes: request.nodes.length,
    unusable: request.unusable.length,
  }
  const parsed = await wordsToCall(parts, request).catch((thrown: unknown) => ({ thrown }))
  if ('thrown' in parsed) {
    parts.log.warn({ ...about, kind: factsOf(parsed.thrown).kind }, 'request refused')
    await tellAll(plainAnswer(request, client), brokenOff(parsed.thrown, request))
    return
  }
  const { invocation, view } = parsed
  parts.log.info({ ...about, call: `${invocation.call.capability}.${invocation.call.op}` }, 'request begins')
  const answer = request.wantsEvents
    ? new EventAnswer(client.writer)
    : new TextAnswer(client.writer, view, toldByXcat(request))
  const events = requestEvents(parts.runner, request, { invocation, signal: client.signal })
  const done = await tellAll(answer, events)
  parts.log.info({ request: client.id, ...done?.counts }, 'request ends')
}

/** Words become a call here as everywhere else. @throws HwctlError `usage` */
async function wordsToCall(parts: AgentParts, request: AgentRequest): Promise<Parsed> {
  const { command, nodes, unusable, words } = request
  const isKnown = parts.commands().some((name) => name === command || name === `r${command}`)
  if (!isKnown) throw unsupportedCommand(command)
  if (nodes.length + unusable.length === 0) throw usageError('The request names no node')
  const parsed = await parts.parse(command, words)
  if (parsed.words.options.has('plan'))
    throw usageError('An agent does what it is sent: --plan is not for it')
  return parsed
}

async function tellAll(answer: Answer, events: Iterable<RunEvent> | AsyncIterable<RunEvent>) {
  let done: (RunEvent & { readonly kind: 'done' }) | undefined
  for await (const event of events) {
    if (event.kind === 'done') done = event
    await answer.tell(event)
  }
  await answer.finish()
  return done
}

/** An answer that has no results in it, so that no view is needed. */
function plainAnswer({ wantsEvents }: AgentRequest, { writer }: Client): Answer {
  return wantsEvents ? new EventAnswer(writer) : new TextAnswer(writer, { result: () => [] }, new Set())
}

/** xCAT's broker names the nodes that it leaves out of `nodeinfo` to the operator itself; it never asks for those only. */
function toldByXcat({ nodes, unusable }: AgentRequest) {
  return new Set(unusable.filter(({ isUnknown }) => isUnknown && nodes.length > 0).map(({ node }) => node))
}

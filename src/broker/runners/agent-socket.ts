import { connect, type Socket } from 'node:net'
import { usageError } from '../../core/command.ts'
import { factsOf, HwctlError } from '../../core/errors.ts'
import type { RunEvent } from '../../core/event.ts'
import type { NodeInfo } from '../../core/node.ts'
import type { Invocation, Runner, RunOptions } from '../../core/runner.ts'
import { readReply } from '../../edges/xcat/event-reply.ts'
import { FrameReader, frame } from '../../edges/xcat/frame.ts'
import { nodeEntry } from './node-entry.ts'
import { codeOf, whyNotPrivate } from './private-socket.ts'
import { Tally } from './tally.ts'

/** The largest answer that is read, in bytes: a hundred inventories may come in one. */
const MAX_REPLY_BYTES = 256 * 1024 * 1024

/** How long, in milliseconds, an agent may be silent after its run was ended; it still has sessions to end. */
const LAST_WORDS_MS = 20_000

/** Runs calls at an agent that listens on a socket of this user. The words go there and are parsed again. */
export function agentSocketRunner(socketPath: string): Runner {
  return {
    name: `agent at ${socketPath}`,
    run: (invocation, nodes, options) => runThere(socketPath, { invocation, nodes, options }),
  }
}

interface Job {
  readonly invocation: Invocation
  readonly nodes: readonly NodeInfo[]
  readonly options: RunOptions
}

/** Whatever becomes of the agent: every node gets one outcome, or the run one failure, and `done` is the last event. */
async function* runThere(path: string, job: Job): AsyncGenerator<RunEvent, void, undefined> {
  const tally = new Tally(job.nodes.map((node) => node.name))
  const { signal } = job.options
  try {
    const socket = await privateConnection(path, signal)
    const cancel = () => {
      socket.end() // the agent ends the run, and tells what became of each node
      socket.setTimeout(LAST_WORDS_MS, () => socket.destroy())
    }
    signal.addEventListener('abort', cancel, { once: true })
    try {
      yield* answers(socket, job, tally)
    } finally {
      signal.removeEventListener('abort', cancel)
      socket.destroy()
    }
  } catch (thrown) {
    yield { kind: 'failure', error: factsOf(thrown) }
  }
  yield tally.done()
}

/** @throws HwctlError for an agent that refuses; one that is lost is told of, node by node. */
async function* answers(socket: Socket, job: Job, tally: Tally): AsyncGenerator<RunEvent, void, undefined> {
  const { signal } = job.options
  let lost = 'the agent hung up'
  try {
    socket.write(frame(requestBody(job)))
    for await (const event of eventsFrom(socket)) {
      if (event.kind === 'done') return
      if (tally.accepts(event)) yield signal.aborted ? inOurWords(event, String(signal.reason)) : event
    }
  } catch (thrown) {
    if (thrown instanceof HwctlError) throw thrown
    lost = `the agent was lost (${codeOf(thrown)})`
  }
  yield* tally.broken(signal.aborted ? String(signal.reason) : lost)
}

/** Why the run was ended is known here; the agent knows only that its client had enough. */
function inOurWords(event: RunEvent, reason: string): RunEvent {
  if (event.kind !== 'failure' || event.error.kind !== 'cancelled') return event
  return { ...event, error: { ...event.error, reason } }
}

async function* eventsFrom(socket: Socket): AsyncGenerator<RunEvent, void, undefined> {
  const reader = new FrameReader(MAX_REPLY_BYTES)
  for await (const chunk of socket)
    for (const body of reader.bodies(chunk)) {
      const reply = readReply(body)
      if (reply.is === 'refusal') throw usageError(`The agent refuses: ${reply.text}`)
      yield* reply.events
    }
}

/** Passwords go over this, so it has to be a socket of this user's alone. */
async function privateConnection(path: string, signal: AbortSignal): Promise<Socket> {
  const problem = await whyNotPrivate(path)
  if (problem) throw usageError(`${path} is not the socket of an agent: ${problem}`)
  if (signal.aborted)
    throw new HwctlError({ kind: 'cancelled', reason: String(signal.reason), reached: false })
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.on('error', (error) => reject(usageError(`No agent answers on ${path} (${codeOf(error)})`)))
  })
}

function requestBody({ invocation, nodes, options }: Job): string {
  return JSON.stringify({
    module: 'auto',
    command: invocation.command,
    args: invocation.words,
    cwd: options.cwd,
    nodes: nodes.map((node) => node.name),
    nodeinfo: Object.fromEntries(nodes.map((node) => [node.name, entryOf(node)])),
    envs: { debugmode: options.trace ? 1 : 0 },
    hwctl: {
      events: 1,
      fanout: options.fanout,
      retryUnreachable: options.retryUnreachable ?? false,
      ...(options.checkpoints && { checkpoints: Object.fromEntries(options.checkpoints) }),
      maxFailures: options.maxFailures,
      job: options.job,
    },
  })
}

/** `privateConnection` has looked where this goes to. */
function entryOf(node: NodeInfo) {
  const { serviceNodes: servicenode } = node
  return { ...nodeEntry(node), ...(servicenode && { servicenode }) }
}

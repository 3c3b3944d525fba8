import { factsOf } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import type { Invocation, Runner } from '../core/runner.ts'
import type { AgentRequest } from '../edges/xcat/request.ts'

/** The events of a request: first the nodes that cannot be worked on, then the run over the others. Never throws. */
export async function* requestEvents(
  runner: Runner,
  request: AgentRequest,
  { invocation, signal }: { readonly invocation: Invocation; readonly signal: AbortSignal },
): AsyncGenerator<RunEvent, void, undefined> {
  const { checkpoints, cwd, fanout, nodes, retryUnreachable, unusable, wantsTrace: trace } = request
  const { job, maxFailures } = request
  const options = {
    signal,
    fanout,
    cwd,
    trace,
    retryUnreachable,
    ...(checkpoints && { checkpoints }),
    ...(maxFailures !== undefined && { maxFailures }),
    ...(job !== undefined && { job }),
  }
  for (const { node, error } of unusable) yield { kind: 'failure', node, error }
  if (nodes.length === 0) {
    yield { kind: 'done', counts: { ok: 0, failed: unusable.length, notRun: 0 } }
    return
  }
  try {
    for await (const event of runner.run(invocation, nodes, options))
      yield event.kind === 'done' ? withMoreFailed(event, unusable.length) : event
  } catch (thrown) {
    yield* brokenOff(thrown, request)
  }
}

/** The events of a request that nothing is done for. */
export function* brokenOff(thrown: unknown, { nodes, unusable }: AgentRequest): Generator<RunEvent> {
  yield { kind: 'failure', error: factsOf(thrown) }
  yield { kind: 'done', counts: { ok: 0, failed: 0, notRun: nodes.length + unusable.length } }
}

function withMoreFailed(done: RunEvent & { readonly kind: 'done' }, more: number): RunEvent {
  return { ...done, counts: { ...done.counts, failed: done.counts.failed + more } }
}

import type { Parsed } from '../../src/broker/parse.ts'
import { parseWords, usageError } from '../../src/core/command.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeInfo } from '../../src/core/node.ts'
import type { Invocation, Runner, RunOptions } from '../../src/core/runner.ts'

/** What a fake run does: it says what it likes; the `done` is added. */
export type Script = (
  nodes: readonly NodeInfo[],
  options: RunOptions,
  invocation: Invocation,
) => AsyncIterable<RunEvent>

/** Every node answers the first word. */
export const echo: Script = async function* echo(nodes, _options, { words }) {
  for (const { name } of nodes) yield { kind: 'result', node: name, value: words[0] ?? '' }
}

/** Every node fails when the run is ended, with the reason. */
export const hang: Script = async function* hang(nodes, { signal }) {
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve())
  if (signal.aborted) resolve()
  await promise
  for (const { name } of nodes)
    yield {
      kind: 'failure',
      node: name,
      error: { kind: 'cancelled', reason: String(signal.reason), reached: true },
    }
}

/** A runner without BMCs. */
export function fakeRunner(script: Script): Runner {
  return {
    name: 'fake',
    async *run(invocation, nodes, options) {
      let ok = 0
      let failed = 0
      for await (const event of script(nodes, options, invocation)) {
        if (event.kind === 'result') ok += 1
        if (event.kind === 'failure' && event.node !== undefined) failed += 1
        yield event
      }
      yield { kind: 'done', counts: { ok, failed, notRun: nodes.length - ok - failed } }
    },
  }
}

/** The only command of a fake agent is `rpower`; it takes any word but `bogus`. */
export async function fakeParse(command: string, words: readonly string[]): Promise<Parsed> {
  if (words[0] === 'bogus') throw usageError('Unsupported command: rpower bogus', ['stat'])
  const parsed = parseWords(words, [{ name: 'plan', summary: '' }])
  return {
    invocation: { command, words, call: { capability: 'power', op: 'getState', input: undefined } },
    view: { result: (value) => [String(value)], note: (note) => [String(note)] },
    words: parsed,
  }
}

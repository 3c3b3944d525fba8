import type { AbleOf } from './ability.ts'
import type { Emit } from './engine-parts.ts'
import type { ErrorFacts } from './errors.ts'
import type { NodeStatus, PasswordState, Progress } from './event.ts'
import type { Target } from './lifecycle.ts'
import type { NodeInfo } from './node.ts'
import type { RunOptions } from './runner.ts'

/** What the `run` step is given; whatever it says becomes an event of its node. */
export function targetOf(
  node: NodeInfo,
  bmc: unknown,
  how: { readonly emit: Emit; readonly options: RunOptions; readonly ableOf: AbleOf },
): Target {
  const { name } = node
  const { emit, options, ableOf } = how
  const now = () => new Date().toISOString()
  return {
    node,
    bmc,
    signal: options.signal,
    note: (note: unknown) => emit({ kind: 'note', node: name, note }),
    setStatus: (status: NodeStatus) => emit({ kind: 'status', node: name, status, at: now() }),
    warn: (error: ErrorFacts) => emit({ kind: 'warning', node: name, error }),
    password: (state: PasswordState) => emit({ kind: 'password', node: name, state }),
    progress: (progress: Progress) => emit({ kind: 'progress', node: name, progress }),
    checkpoint: (checkpoint: unknown) => emit({ kind: 'checkpoint', node: name, checkpoint, at: now() }),
    resumedFrom: options.checkpoints?.get(name),
    looksAble: (call, otherBmc) => ableOf(call, targetOf(node, otherBmc, how)),
  }
}

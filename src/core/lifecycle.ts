import type { Call, Capability, OpIn, OpNote, OpOut, Ops } from './capability.ts'
import type { ErrorFacts } from './errors.ts'
import type { NodeStatus, PasswordState, Progress } from './event.ts'
import type { NodeInfo, NodeName, ProtocolName } from './node.ts'

type Awaitable<T> = T | Promise<T>

/** What became of one node. */
export type Outcome<Out = unknown> =
  | { readonly node: NodeName; readonly ok: true; readonly value: Out }
  | { readonly node: NodeName; readonly ok: false; readonly error: ErrorFacts }

/** What the steps that are about the whole run are given. */
export interface RunScope<Note = unknown> {
  readonly nodes: readonly NodeName[]
  /** Working directory of whoever asked; relative file names are relative to it. */
  readonly cwd: string
  readonly signal: AbortSignal
  note(note: Note): void
}

/** What the `run` step is given: one node, its BMC, and ways to say something along the way. */
export interface Target<Client = unknown, Note = unknown> {
  readonly node: NodeInfo
  readonly bmc: Client
  readonly signal: AbortSignal
  note(note: Note): void
  setStatus(status: NodeStatus): void
  /** Tells of something wrong that does not end the work. */
  warn(error: ErrorFacts): void
  /** Tells how far the change of the password in use is, for the node store. */
  password(state: PasswordState): void
  /** Tells how far long work is. */
  progress(progress: Progress): void
  /** Tells what is behind this node, so that work that was broken off can go on from there. */
  checkpoint(checkpoint: unknown): void
  /** The latest checkpoint of an earlier run that was broken off; where it came from is not to be trusted blindly. */
  readonly resumedFrom: unknown
  /** Whether this machine can do a call, found out without changing anything; through `bmc`, another view of the same BMC. */
  looksAble(call: Call, bmc: Client): Promise<Ability>
}

/** Whether a machine can do something, and how that is known: because it was looked, or because its protocol can. */
export type Ability =
  | { readonly can: true; readonly by: 'machine' | 'protocol' }
  | { readonly can: false; readonly by: 'machine' | 'protocol'; readonly error: ErrorFacts }

/** validate -> pre -> run -> post. Only `run` is per node; only `run` may touch a BMC. */
export interface Steps<In, Out, Note, Client, Prepared> {
  /** The requests that `run` would make, a line each, for an operator who wants to see them before; nothing is sent. */
  plan?(input: In): readonly string[]
  /** The op lasts until the run ends: every node is begun at once, and one that cannot be reached is tried again until then. */
  readonly isLasting?: boolean
  /** Once; what it throws ends the run before anything is sent. */
  validate?(input: In, scope: RunScope<Note>): Awaitable<void>
  /** Once; what it returns is handed to `run` and `post`. */
  pre?(input: In, scope: RunScope<Note>): Awaitable<Prepared>
  /**
   * Looks, by reading alone, whether a machine has what `run` needs; without it, every machine that speaks the protocol does.
   * @returns `untold` where only a try shows it
   * @throws HwctlError what `run` would throw
   */
  look?(target: Target<Client, Note>, input: In): Promise<unknown>
  /** Paths, as they are in what `pre` returned, of files that `run` reads: where it runs elsewhere, they are brought there first. */
  files?(prepared: Prepared): readonly string[]
  /** Per node, in parallel. */
  run(target: Target<Client, Note>, input: In, prepared: Prepared): Promise<Out>
  /** Once, with every outcome. */
  post?(outcomes: readonly Outcome<Out>[], prepared: Prepared, scope: RunScope<Note>): Awaitable<void>
}

/** The explicit answer of a protocol that has no way to do an op. */
export const unsupported = 'unsupported'

/** What a look answers that finds nothing against an op, and nothing that proves it possible. */
export const untold = 'untold'

/** A way to talk to BMCs, as executors name it; `rest/protocol.ts` says how it connects. */
export interface Protocol<Client> {
  readonly name: ProtocolName
  readonly '~client'?: Client
}

/** The steps of an op as the engine sees them, their types erased: `executor` has checked them. */
export type ErasedSteps = Steps<unknown, unknown, unknown, unknown, unknown>

/** One protocol's way to do one capability. */
export interface Executor {
  readonly capability: string
  readonly protocol: ProtocolName
  readonly ops: { readonly [op: string]: ErasedSteps | typeof unsupported }
}

const STEPS = Symbol('steps')
type MarkedSteps<In, Out, Note, Client> = { readonly [STEPS]: Steps<In, Out, Note, Client, unknown> }

/** What may stand for an op in an executor. */
type Answer<O, Client> =
  | Steps<OpIn<O>, OpOut<O>, OpNote<O>, Client, undefined>['run']
  | MarkedSteps<OpIn<O>, OpOut<O>, OpNote<O>, Client>
  | typeof unsupported

/** An op with more than its `run` step; what `pre` returns is typed into `run` and `post`. */
export function steps<In, Out, Note, Client, Prepared = undefined>(
  all: Steps<In, Out, Note, Client, Prepared>,
): MarkedSteps<In, Out, Note, Client> {
  return { [STEPS]: all as Steps<In, Out, Note, Client, unknown> }
}

/** Binds a capability to a protocol. Every op must be answered for: a function, `steps({...})`, or `unsupported`. */
export function executor<const O extends Ops, Client>(
  capability: Capability<O>,
  protocol: Protocol<Client>,
  answers: { readonly [K in keyof O]: Answer<O[K], Client> },
): Executor {
  const ops: Record<string, ErasedSteps | typeof unsupported> = {}
  for (const [name, answer] of Object.entries<unknown>(answers)) ops[name] = erased(answer)
  return { capability: capability['~name'], protocol: protocol.name, ops }
}

function erased(answer: unknown): ErasedSteps | typeof unsupported {
  if (answer === unsupported) return unsupported
  if (typeof answer === 'function') return { run: answer as ErasedSteps['run'] }
  return (answer as { readonly [STEPS]: ErasedSteps })[STEPS]
}

/**
 * What an op has to do with a BMC being worked on for long: `takes` it for itself meanwhile, or `heeds` that another one has it,
 * because it would disturb that. An op that only reads does neither.
 */
export type BmcLock = 'takes' | 'heeds'

/** One thing to do, as plain data: it can cross a socket, a thread, a message bus, a log or a web form. */
export interface Call<Out = unknown, Note = unknown> {
  readonly capability: string
  readonly op: string
  readonly input: unknown
  readonly lock?: BmcLock
  /** Never there at run time: it carries what a result and a note of this call are. */
  readonly '~types'?: { readonly out: Out; readonly note: Note }
}

/** The types of one op: what it is given, what it answers, what it may say along the way. */
export interface Op<In = unknown, Out = unknown, Note = unknown> {
  readonly '~types'?: { readonly in: In; readonly out: Out; readonly note: Note }
  readonly lock?: BmcLock
}

/** Several ops by name; `unknown` here keeps inference of each member's own types alive. */
export type Ops = { readonly [name: string]: { readonly '~types'?: unknown; readonly lock?: BmcLock } }

export type OpIn<O> = O extends Op<infer In, infer _Out, infer _Note> ? In : never
export type OpOut<O> = O extends Op<infer _In, infer Out, infer _Note> ? Out : never
export type OpNote<O> = O extends Op<infer _In, infer _Out, infer Note> ? Note : never

type CallMaker<O> = [OpIn<O>] extends [void]
  ? () => Call<OpOut<O>, OpNote<O>>
  : (input: OpIn<O>) => Call<OpOut<O>, OpNote<O>>

/** An abstract ability of a machine. Calling a member builds a Call; nothing runs yet. */
export type Capability<O extends Ops> = { readonly [K in keyof O]: CallMaker<O[K]> } & {
  readonly '~name': string
  readonly '~ops'?: O
}

/** Declares the types of one op of a capability, and whether it takes or heeds the lock of a BMC. */
export function op<In = void, Out = void, Note = never>(
  traits: { readonly lock?: BmcLock } = {},
): Op<In, Out, Note> {
  return traits
}

/** Declares a capability: each op becomes a function that builds the call. */
export function capability<const O extends Ops>(name: string, ops: O): Capability<O> {
  const makers = Object.entries(ops).map(([opName, { lock }]) => [
    opName,
    (input?: unknown): Call => ({ capability: name, op: opName, input, ...(lock && { lock }) }),
  ])
  return Object.freeze({ ...Object.fromEntries(makers), '~name': name })
}

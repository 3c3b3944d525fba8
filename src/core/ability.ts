import type { Call } from './capability.ts'
import type { EngineParts } from './engine-parts.ts'
import { type ErrorKind, factsOf, HwctlError } from './errors.ts'
import { type Ability, type Target, unsupported, untold } from './lifecycle.ts'
import type { ProtocolName } from './node.ts'

/** Whether the machine of a target can do a call, found out without changing anything. */
export type AbleOf = (call: Call, target: Target) => Promise<Ability>

/** The abilities of machines that are talked to over a protocol: what its executors say, by their `look` steps where they have them. */
export function ableOver(protocol: ProtocolName, parts: Pick<EngineParts, 'executor'>): AbleOf {
  return async (call, target) => {
    const executor = await parts.executor(protocol, call.capability)
    const steps = executor.ops[call.op] ?? unsupported
    if (steps === unsupported)
      return { can: false, by: 'protocol', error: unsupportedCall(call, protocol).facts }
    if (!steps.look) return { can: true, by: 'protocol' }
    try {
      const seen = await steps.look(target, call.input)
      return { can: true, by: seen === untold ? 'protocol' : 'machine' }
    } catch (thrown) {
      target.signal.throwIfAborted()
      const error = factsOf(thrown)
      if (SAYS_NOTHING.has(error.kind)) throw thrown
      return { can: false, by: 'machine', error }
    }
  }
}

/** What went wrong with the BMC as a whole says nothing of what it can do. */
const SAYS_NOTHING: ReadonlySet<ErrorKind> = new Set(['connect', 'trust', 'login', 'cancelled'])

/** The error for a call that a protocol has no way to do. */
export function unsupportedCall({ capability, op }: Call, protocol: ProtocolName): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: `${capability} ${op} over ${protocol}` })
}

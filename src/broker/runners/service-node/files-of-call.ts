import type { Call } from '../../../core/capability.ts'
import { unsupported } from '../../../core/lifecycle.ts'
import type { ProtocolName } from '../../../core/node.ts'
import { loadExecutor } from '../../../hwctl/registry.ts'

/** Paths of files of this machine that a call reads, by what `pre` made for it. */
export async function filesOfCall(
  { capability, op }: Call,
  protocol: ProtocolName,
  prepared: unknown,
): Promise<readonly string[]> {
  const steps = (await loadExecutor(protocol, capability)).ops[op] ?? unsupported
  return steps === unsupported ? [] : (steps.files?.(prepared) ?? [])
}

import type { Writable } from 'node:stream'
import type { Resolved } from '../broker/dispatch.ts'
import type { Call } from '../core/capability.ts'
import { unsupported } from '../core/lifecycle.ts'
import { PROTOCOL_NAMES, type ProtocolName } from '../core/node.ts'
import { errorText } from '../edges/error-text.ts'
import { printable } from '../edges/printable.ts'
import { loadExecutor } from '../hwctl/registry.ts'
import { foldNames } from '../nodes/noderange/fold.ts'

/** What a command would do: which nodes, and which requests on each; nothing is sent. */
export async function plan(call: Call, { nodes, failures }: Resolved, stdout: Writable): Promise<void> {
  for (const [protocol, members] of Map.groupBy(nodes, (node) => node.protocol)) {
    stdout.write(`${foldNames(members.map((node) => node.name))} (${members.length}, ${protocol}):\n`)
    const lines = protocol === 'auto' ? await undecided(call) : await requests(protocol, call)
    for (const line of ['login', ...lines, 'logout']) stdout.write(`  ${line}\n`)
  }
  for (const { node, error } of failures) stdout.write(`${node}: left out: ${printable(errorText(error))}\n`)
}

async function requests(protocol: ProtocolName, call: Call): Promise<readonly string[]> {
  const executor = await loadExecutor(protocol, call.capability)
  const steps = executor.ops[call.op] ?? unsupported
  if (steps === unsupported) return ['nothing: not supported over this protocol']
  return steps.plan?.(call.input) ?? ['requests not listed']
}

async function undecided(call: Call): Promise<readonly string[]> {
  const lines = ['after finding out which protocol the BMC speaks:']
  for (const protocol of PROTOCOL_NAMES) {
    const listed = await requests(protocol, call)
    lines.push(...listed.map((line) => `${protocol}: ${line}`))
  }
  return lines
}

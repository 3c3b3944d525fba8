import type { ErrorFacts } from '../../core/errors.ts'

/** Why a machine cannot do something, in few words: the facts, as they stand in a table. */
export function reasonText(facts: ErrorFacts): string {
  switch (facts.kind) {
    case 'unsupported':
      return facts.offered && facts.offered.length > 0
        ? `${facts.what}; it offers ${facts.offered.join(', ')}`
        : facts.what
    case 'bmc':
      return `[${facts.status}] ${facts.message}`
    case 'malformed':
      return `${facts.path}: ${facts.problem}`
    case 'usage':
    case 'node-info':
      return facts.problem
    default:
      return 'reason' in facts ? facts.reason : facts.kind
  }
}

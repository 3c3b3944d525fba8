import { isAbsolute } from 'node:path'

/** What every sealed password begins with. */
export const SEALED_PREFIX = 'sealed:1:'

/** Where a password can be kept outside of the node store. */
export const REFERENCE_KINDS = ['env', 'file', 'exec'] as const

/** A password kept elsewhere: `env:NAME`, `file:PATH` or `exec:COMMAND`. */
export interface PasswordReference {
  readonly kind: (typeof REFERENCE_KINDS)[number]
  readonly target: string
}

/** True for a password sealed by a vault. */
export function isSealed(text: string): boolean {
  return /^sealed:1:[0-9a-f]{12}:[A-Za-z0-9+/=]+$/.test(text)
}

/** The reference that a text is, or undefined for any other text. */
export function passwordReference(text: string): PasswordReference | undefined {
  const kind = REFERENCE_KINDS.find((name) => text.startsWith(`${name}:`))
  return kind && { kind, target: text.slice(kind.length + 1) }
}

/** Why a reference cannot be right, or undefined. */
export function referenceProblem({ kind, target }: PasswordReference): string | undefined {
  if (target === '') return `${kind}: names nothing`
  if (kind === 'env' && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(target))
    return `"${target}" is not the name of a variable`
  return kind === 'file' && !isAbsolute(target)
    ? `file: takes a path from the root, not "${target}"`
    : undefined
}

/** A stored password as anybody may see it: the reference, or only that there is one. */
export function shownPassword(stored: string): string {
  return isSealed(stored) || passwordReference(stored) === undefined ? '(set)' : stored
}

import type { CliContext } from './context.ts'
import { passwordInput } from './nodes-password.ts'

/** Words in whose place a password is asked for, and what then stands before it. */
const ASKED: ReadonlyMap<string, string> = new Map([
  ['admin_passwd=-', 'admin_passwd=,'],
  ['password=-', 'password='],
])

/** Words with the new password in its place: asked for on a terminal, else read from standard input. */
export async function withAskedPassword(
  words: readonly string[],
  context: CliContext,
): Promise<readonly string[]> {
  if (!words.some((word) => ASKED.has(word))) return words
  const password = await passwordInput(context)()
  return words.map((word) => {
    const before = ASKED.get(word)
    return before === undefined ? word : `${before}${password.reveal()}`
  })
}

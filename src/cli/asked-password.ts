import type { CliContext } from './context.ts'
import { passwordInput } from './nodes-password.ts'

const ASKED = 'admin_passwd=-'

/** `admin_passwd=-` with the new password in its place: asked for on a terminal, else read from standard input. */
export async function withAskedPassword(
  words: readonly string[],
  context: CliContext,
): Promise<readonly string[]> {
  if (!words.includes(ASKED)) return words
  const password = await passwordInput(context)()
  return words.map((word) => (word === ASKED ? `admin_passwd=,${password.reveal()}` : word))
}

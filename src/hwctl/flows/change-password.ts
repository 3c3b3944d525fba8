import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { type Credentials, Secret } from '../../core/node.ts'
import type { PasswordChange, PasswordChanged } from '../managers/account.ts'

/** The two requests that a protocol has for the password of the user that is logged in. */
export interface PasswordActions {
  set(password: string): Promise<void>
  /** Logs in with it, and out again. @throws HwctlError `login` where the BMC does not take it */
  prove(who: Credentials): Promise<void>
}

/** The order is what makes it safe: the store has the new password before the BMC does, and takes it for good after a login with it. */
export async function changePassword(
  actions: PasswordActions,
  { node, note, password }: Target<unknown, { readonly saying: 'setting' }>,
  { from, to }: PasswordChange,
): Promise<PasswordChanged> {
  if (from !== undefined && from !== node.password.reveal())
    throw new HwctlError({
      kind: 'node-info',
      attribute: 'password',
      problem: 'Current BMC password is incorrect, cannot set the new password.',
    })
  const { username, pendingPassword } = node
  note({ saying: 'setting' })
  password('setting')
  try {
    await actions.set(to)
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (facts.kind === 'bmc' && facts.status < 500) password('refused')
    throw thrown
  }
  await actions.prove({ username, password: new Secret(to) })
  password('proved')
  return { username, isStored: pendingPassword?.reveal() === to }
}

import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { members } from './collection.ts'
import { checkWrite } from './errors.ts'
import { linkAt } from './property.ts'
import {
  orUnsupported,
  patch,
  type RedfishClient,
  type Resource,
  readIfThere,
  readObject,
  shaped,
} from './resource.ts'
import { getServiceRoot } from './service-root.ts'
import { awaitTask } from './task.ts'

const MASK = 'xxxxxx'

const account = z.object({
  Id: z.string().nullish().catch(undefined),
  UserName: z.string().nullish(),
  Enabled: z.boolean().nullish().catch(undefined),
  RoleId: z.string().nullish().catch(undefined),
  AccountTypes: z.array(z.string()).nullish().catch(undefined),
})

/** What is used of ManagerAccount (DSP2046); a fixed slot that is nobody's has an empty `UserName`. */
export type AccountObject = z.infer<typeof account>

/** What of an account is to be set. */
export interface AccountChange {
  readonly UserName?: string
  readonly Password?: string
  readonly RoleId?: string
  readonly Enabled?: boolean
  readonly AccountTypes?: readonly string[]
}

/** Where the accounts are. @throws HwctlError `unsupported` where the service has none */
export async function accountsPath(bmc: RedfishClient, operation: string): Promise<string> {
  const { AccountService } = await getServiceRoot(bmc, operation)
  const service = AccountService && (await readIfThere(bmc, operation, AccountService))
  const path = service && linkAt(service.data, 'Accounts')
  if (path === undefined) throw new HwctlError({ kind: 'unsupported', what: 'users: no AccountService' })
  return path
}

/** Every account, empty slots too. */
export async function listAccounts(
  bmc: RedfishClient,
  path: string,
  operation: string,
): Promise<readonly Resource<AccountObject>[]> {
  const all = await orUnsupported('users: no Accounts', members(bmc, path, { operation }))
  return all.map((one) => shaped(bmc, one, account))
}

/** One account as it is now. */
export async function getAccount(
  bmc: RedfishClient,
  path: string,
  operation: string,
): Promise<Resource<AccountObject>> {
  return shaped(bmc, await readObject(bmc, operation, path), account)
}

/** POST to the collection. */
export async function createAccount(bmc: RedfishClient, path: string, user: AccountChange): Promise<void> {
  const operation = 'create_user'
  const answer = await bmc.session.request({
    ...{ operation, method: 'POST', path, body: user, shownBody: masked(user), signal: bmc.signal },
  })
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, operation, answer)
}

/** PATCH of an account. @returns what the service said about it in a 200 */
export function patchAccount(
  bmc: RedfishClient,
  to: Resource<unknown>,
  change: AccountChange,
): Promise<string | undefined> {
  return patch(bmc, 'set_user', to, change, { shownBody: masked(change) })
}

/** DELETE of an account; false where the service has fixed slots and does not do that (405), so that nothing has changed. */
export async function deleteAccount(bmc: RedfishClient, path: string): Promise<boolean> {
  const operation = 'delete_user'
  const answer = await bmc.session.request({ operation, method: 'DELETE', path, signal: bmc.signal })
  if (answer.status === 405) return false
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, operation, answer)
  return true
}

function masked(change: AccountChange): AccountChange {
  return { ...change, ...(change.Password !== undefined && { Password: MASK }) }
}

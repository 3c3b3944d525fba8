import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import type { FirmwareList } from '../managers/flash.ts'
import { patiently } from './patience.ts'

/** What removing an image takes. */
export interface RemovalActions {
  list(): Promise<FirmwareList>
  remove(id: string): Promise<void>
}

/** xCAT takes the BMC's word; some BMCs say yes and keep an image that runs. */
const REMOVAL_PACE: Pace = { firstMs: 200, everyMs: 2000, forMs: 20_000 }

/** Deletes an image, and sees that it is gone. @throws HwctlError `firmware` not-removed */
export async function removeImage(
  actions: RemovalActions,
  id: string,
  { signal }: Pick<Target, 'signal'>,
): Promise<void> {
  await actions.remove(id)
  const look = async (): Promise<Look<void>> => {
    const { images } = await actions.list()
    return images.some((one) => one.id === id)
      ? { done: false, seen: 'still there' }
      : { done: true, value: undefined }
  }
  const wait = { sent: `delete ${id}`, waitingFor: 'removed', pace: REMOVAL_PACE, signal }
  await until(() => patiently(look), wait).catch((thrown: unknown) => {
    if (factsOf(thrown).kind !== 'deadline') throw thrown
    throw new HwctlError({ kind: 'firmware', problem: 'not-removed', what: id }, thrown)
  })
}

import type { Target } from '../../core/lifecycle.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { isNotFound } from '../flows/not-found.ts'
import { once } from '../flows/once.ts'
import { type PartsThere, partsThere, refuseNoParts } from '../flows/what-is-there.ts'
import {
  type FirmwareImage,
  type ImageStanding,
  Inventory,
  type InventoryNote,
  type InventoryReading,
  type InventoryWish,
} from '../managers/inventory.ts'
import { getSystemObject, type InventoryTree, listInventory } from './client/inventory.ts'
import { itemsOf } from './client/inventory-item.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { listSoftware, type SoftwareImage } from './client/software.ts'
import { protocol } from './protocol.ts'

/** Inventory over OpenBMC's REST: a tree of parts, and a list of images; each is fetched where it is asked for. */
export default executor(Inventory, protocol, {
  read: steps({
    plan: (wish) => [
      ...(wantsSystemOnly(wish) ? [`GET ${ROOT}/inventory/system`, `${GET_TREE}, when there is none`] : []),
      ...(wantsTree(wish) ? [GET_TREE] : []),
      ...(wantsParts(wish) ? ['GET /org/openbmc/inventory/enumerate, when that is not there'] : []),
      ...(wish.firmware ? [`GET ${ROOT}/software/enumerate`] : []),
    ],
    look: async (target, wish) => refuseNoParts(await everything(target), wish),
    run: read,
  }),
})

const GET_TREE = `GET ${ROOT}/inventory/enumerate`

/** All parts and images, once for all looks. */
function everything(target: Target<OpenBmcClient, InventoryNote>): Promise<PartsThere> {
  const quietly = { ...target, note: () => undefined }
  return once(target.bmc.reads, 'every part', async () =>
    partsThere(await read(quietly, { firmware: true, raw: false })),
  )
}

async function read(
  target: Target<OpenBmcClient, InventoryNote>,
  wish: InventoryWish,
): Promise<InventoryReading> {
  const tree = wantsParts(wish) ? await treeOf(target.bmc, wish) : {}
  const firmware = wish.firmware ? await firmwareOf(target, wish) : undefined
  const items = itemsOf(tree, wish.types && new Set(wish.types))
  return { items, ...(firmware && { firmware }), ...(wish.raw && { raw: tree }) }
}

function wantsParts({ types }: InventoryWish): boolean {
  return types === undefined || types.length > 0
}

/** The tree takes a BMC seconds; the one object of the system does not. */
function wantsSystemOnly({ types, raw }: InventoryWish): boolean {
  return types?.length === 1 && types[0] === 'system' && !raw
}

function wantsTree(wish: InventoryWish): boolean {
  return wantsParts(wish) && !wantsSystemOnly(wish)
}

async function treeOf(bmc: OpenBmcClient, wish: InventoryWish): Promise<InventoryTree> {
  const system = wantsSystemOnly(wish) ? await getSystemObject(bmc) : undefined
  return system ?? listInventory(bmc)
}

/** Images by purpose. Where there is no list of them at all (2016), whoever asked for other things too gets those. */
async function firmwareOf(
  { bmc, note }: Target<OpenBmcClient, InventoryNote>,
  wish: InventoryWish,
): Promise<readonly FirmwareImage[] | undefined> {
  try {
    const images = await listSoftware(bmc)
    return images.map(firmwareImage).sort((a, b) => compare(a.purpose, b.purpose) || compare(a.id, b.id))
  } catch (thrown) {
    if (!isNotFound(thrown) || !wantsParts(wish)) throw thrown
    note({ said: 'no-firmware-list' })
    return undefined
  }
}

function firmwareImage(image: SoftwareImage): FirmwareImage {
  const { id, version, purpose, activation, extendedVersion = '' } = image
  const parts = extendedVersion.split(',').filter((part) => part !== '')
  return { id, version, purpose, activation, standing: standingOf(image), parts: parts.sort() }
}

/** Priority 0 is started next; where the BMC does not say what runs, that is taken for running, as xCAT does. */
function standingOf({ functional, priority, activation }: SoftwareImage): ImageStanding {
  if (functional === true) return 'running'
  if (priority === 0) return functional === undefined ? 'running' : 'pending'
  const isTold = functional !== undefined || priority !== undefined
  return isTold || activation !== 'Active' ? 'inactive' : 'unknown'
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

import { executor, steps, type Target } from '../../core/lifecycle.ts'
import { inNameOrder } from '../../core/name-order.ts'
import { once } from '../flows/once.ts'
import { type PartsThere, partsThere, refuseNoParts } from '../flows/what-is-there.ts'
import {
  Inventory,
  type InventoryItem,
  type InventoryNote,
  type InventoryReading,
  type InventoryWish,
  type ItemType,
} from '../managers/inventory.ts'
import { adapterPorts, fans, pcie, supplies } from './chassis-parts.ts'
import { chassisOf } from './client/chassis.ts'
import { managerIfAny } from './client/manager.ts'
import { itemOf } from './client/part.ts'
import { type JsonObject, linkAt, textAt } from './client/property.ts'
import type { RedfishClient, Resource } from './client/resource.ts'
import { getSystemObject, lastSegment } from './client/system.ts'
import { firmwareOf } from './firmware.ts'
import { PartSource } from './part-source.ts'
import { protocol } from './protocol.ts'
import { bmcPorts, drives, processors, systemPorts } from './system-parts.ts'

const OPERATION = 'get_inventory'

/** Parts and firmware over Redfish: each kind is fetched where it is asked for. */
export default executor(Inventory, protocol, {
  read: steps({
    plan: (wish) => [
      'GET the ComputerSystem',
      ...(wantsAny(wish, CHASSIS_TYPES) ? ['GET its Chassis'] : []),
      ...(wantsAny(wish, ['system']) && !wantsAny(wish, CHASSIS_TYPES)
        ? ['GET its Chassis, when it has no model or serial number']
        : []),
      ...(wish.firmware || wantsAny(wish, MANAGER_TYPES) ? ['GET its Manager'] : []),
      ...COLLECTIONS.filter(([types]) => wantsAny(wish, types)).map(([, line]) => line),
      ...(wish.firmware ? ['GET the FirmwareInventory of the UpdateService, and each image'] : []),
    ],
    look: async (target, wish) => refuseNoParts(await everything(target), wish),
    run: read,
  }),
})

const CHASSIS_TYPES = ['chassis', 'psu', 'fan', 'pcie', 'mac'] as const
const MANAGER_TYPES = ['bmc', 'mac'] as const
const COLLECTIONS = [
  [['cpu', 'core', 'accelerator'], 'GET its Processors, and each of them'],
  [['dimm'], 'GET its Memory, and each module'],
  [['drive'], 'GET its Storage, each of it and each drive, or its SimpleStorage'],
  [['mac'], 'GET the EthernetInterfaces of system and manager, and each of them'],
  [['pcie'], 'GET the PCIeDevices and PCIeSlots, and each card'],
  [['psu'], 'GET the PowerSubsystem of each Chassis, and each power supply, or its Power'],
  [['fan'], 'GET the ThermalSubsystem of each Chassis, and each fan, or its Thermal'],
] as const satisfies readonly (readonly [readonly ItemType[], string])[]

function wantsAny({ types }: InventoryWish, some: readonly ItemType[]): boolean {
  return types === undefined || some.some((one) => types.includes(one))
}

/** All parts and images, once for all looks. */
function everything(target: Target<RedfishClient, InventoryNote>): Promise<PartsThere> {
  const quietly = { ...target, warn: () => undefined, note: () => undefined }
  return once(target.bmc.reads, 'every part', async () =>
    partsThere(await read(quietly, { firmware: true, raw: false })),
  )
}

async function read(
  { bmc, note, warn }: Target<RedfishClient, InventoryNote>,
  wish: InventoryWish,
): Promise<InventoryReading> {
  const source = new PartSource(bmc, warn)
  const keep = <T extends readonly Resource<JsonObject>[]>(resources: T): T => {
    for (const { path, data } of resources) source.seen.set(path, data)
    return resources
  }
  const [system] = keep([await getSystemObject(bmc, OPERATION)] as const)
  const chassis = wantsChassis(wish, system) ? keep(await chassisOf(bmc, OPERATION, system)) : []
  const wantsManager = wish.firmware || wantsAny(wish, MANAGER_TYPES)
  const manager = wantsManager ? await managerIfAny(bmc, OPERATION, system) : undefined
  if (manager) keep([manager])
  const items = await itemsOf(source, { system, chassis, manager }, wish)
  const firmware = wish.firmware ? await firmwareOf(bmc, source, { system, manager }) : undefined
  if (wish.firmware && !firmware) note({ said: 'no-firmware-list' })
  return {
    items: inNameOrder(toldApart(items), ({ name }) => name),
    ...(firmware && { firmware }),
    ...(wish.raw && { raw: Object.fromEntries(source.seen) }),
  }
}

/** Of several parts with one name, as two chassis may have, all but the first are numbered. */
function toldApart(items: readonly InventoryItem[]): readonly InventoryItem[] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const count = (seen.get(item.name) ?? 0) + 1
    seen.set(item.name, count)
    return count === 1 ? item : { ...item, name: `${item.name} #${count}` }
  })
}

/** A system that does not say its model and serial number itself has them said by its chassis. */
function wantsChassis(wish: InventoryWish, { data }: Resource<JsonObject>): boolean {
  if (wantsAny(wish, CHASSIS_TYPES)) return true
  return wantsAny(wish, ['system']) && (!textAt(data, 'Model') || !textAt(data, 'SerialNumber'))
}

interface Whole {
  readonly system: Resource<JsonObject>
  readonly chassis: readonly Resource<JsonObject>[]
  readonly manager: Resource<JsonObject> | undefined
}

async function itemsOf(
  source: PartSource,
  whole: Whole,
  wish: InventoryWish,
): Promise<readonly InventoryItem[]> {
  const wants = (...types: readonly ItemType[]) => wantsAny(wish, types)
  const { system, manager } = whole
  const chassis = whole.chassis.map(({ data }) => data)
  const items: InventoryItem[] = []
  if (wants('system')) items.push(systemItem(system.data, chassis))
  if (wants('chassis')) items.push(...chassisItems(whole.chassis))
  if (wants('bmc') && manager) items.push(itemOf('bmc', 'bmc', manager.data))
  if (wants('cpu', 'core', 'accelerator')) items.push(...(await processors(source, system.data, wants)))
  if (wants('dimm')) items.push(...(await source.parts(linkAt(system.data, 'Memory'), 'dimm')))
  if (wants('drive')) items.push(...(await drives(source, system.data)))
  if (wants('mac')) items.push(...(await ports(source, whole)))
  if (wants('pcie')) items.push(...(await pcie(source, system.data, chassis)))
  for (const one of chassis) {
    if (wants('psu')) items.push(...(await supplies(source, one)))
    if (wants('fan')) items.push(...(await fans(source, one)))
  }
  return items.filter(({ type }) => wants(type))
}

function systemItem(system: JsonObject, chassis: readonly JsonObject[]): InventoryItem {
  const item = itemOf('system', 'system', system)
  const [main] = chassis.map((one) => itemOf('chassis', 'chassis', one))
  const model = item.model ?? main?.model
  const serialNumber = item.serialNumber ?? main?.serialNumber
  return {
    ...item,
    ...(model !== undefined && { model }),
    ...(serialNumber !== undefined && { serialNumber }),
  }
}

/** The one that the system names first is the chassis; others go by their own names. */
function chassisItems(chassis: readonly Resource<JsonObject>[]): readonly InventoryItem[] {
  return chassis.map(({ path, data }, at) => {
    const id = lastSegment(path)
    return itemOf('chassis', at === 0 ? 'chassis' : /[a-z]/i.test(id) ? id : `chassis ${id}`, data)
  })
}

async function ports(
  source: PartSource,
  { system, chassis, manager }: Whole,
): Promise<readonly InventoryItem[]> {
  const own = [...(await systemPorts(source, system.data))]
  if (own.length === 0) for (const { data } of chassis) own.push(...(await adapterPorts(source, data)))
  return [...own, ...(manager ? await bmcPorts(source, manager.data) : [])]
}

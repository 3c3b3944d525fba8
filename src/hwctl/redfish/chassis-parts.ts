import type { InventoryItem } from '../managers/inventory.ts'
import { itemOf } from './client/part.ts'
import { named } from './client/part-name.ts'
import { type JsonObject, linkAt, linksAt, objectAt, objectsAt, textAt } from './client/property.ts'
import type { PartSource } from './part-source.ts'

/** Power supplies of a chassis: in its PowerSubsystem, else in its Power. */
export async function supplies(source: PartSource, chassis: JsonObject): Promise<readonly InventoryItem[]> {
  const subsystem = await source.one(linkAt(chassis, 'PowerSubsystem'))
  const found = subsystem ? await source.parts(linkAt(subsystem.data, 'PowerSupplies'), 'psu') : []
  if (found.length > 0) return found
  const power = await source.one(linkAt(chassis, 'Power'))
  return power ? within(power.data, 'PowerSupplies', 'psu') : []
}

/** Fans of a chassis: in its ThermalSubsystem, else in its Thermal. */
export async function fans(source: PartSource, chassis: JsonObject): Promise<readonly InventoryItem[]> {
  const subsystem = await source.one(linkAt(chassis, 'ThermalSubsystem'))
  const found = subsystem ? await source.parts(linkAt(subsystem.data, 'Fans'), 'fan') : []
  if (found.length > 0) return found
  const thermal = await source.one(linkAt(chassis, 'Thermal'))
  return thermal ? within(thermal.data, 'Fans', 'fan') : []
}

/** Parts that are told of within a resource. */
function within(data: JsonObject, property: string, type: 'psu' | 'fan'): readonly InventoryItem[] {
  return objectsAt(data, property).map((one, at) => {
    const name = textAt(one, 'Name') ?? textAt(one, 'FanName') ?? `${type} ${textAt(one, 'MemberId') ?? at}`
    return itemOf(type, name, one)
  })
}

/** PCIe cards of the system and of all its chassis, each once, and the slots of the chassis. */
export async function pcie(
  source: PartSource,
  system: JsonObject,
  chassis: readonly JsonObject[],
): Promise<readonly InventoryItem[]> {
  const collections = new Set([system, ...chassis].flatMap((one) => linkAt(one, 'PCIeDevices') ?? []))
  const paths = new Set([system, ...chassis].flatMap((one) => linksAt(one, 'PCIeDevices')))
  const members = []
  for (const path of collections) members.push(...(await source.members(path)))
  for (const { path } of members) paths.delete(path)
  const cards = named([...members, ...(await source.linked([...paths]))], 'pcie')
  const slots = []
  for (const one of chassis) slots.push(...(await slotsOf(source, linkAt(one, 'PCIeSlots'))))
  return [...cards.map(({ name, resource }) => itemOf('pcie', name, resource.data)), ...slots]
}

async function slotsOf(source: PartSource, path: string | undefined): Promise<readonly InventoryItem[]> {
  const all = await source.one(path)
  const slots = objectsAt(all?.data ?? {}, 'Slots')
  const numbers = slots.map((slot, at) => {
    const part = objectAt(objectAt(slot, 'Location'), 'PartLocation')
    return textAt(part, 'ServiceLabel') ?? `pcie slot ${part.LocationOrdinalValue ?? at}`
  })
  return slots.map((slot, at) => {
    const number = numbers[at] ?? ''
    const isShared = numbers.filter((other) => other === number).length > 1
    return itemOf('pcie', isShared ? `${number} ${textAt(slot, 'SlotType') ?? ''}`.trim() : number, slot)
  })
}

/** Network ports of the cards in a chassis, where the system itself names none. */
export async function adapterPorts(
  source: PartSource,
  chassis: JsonObject,
): Promise<readonly InventoryItem[]> {
  const items: InventoryItem[] = []
  for (const adapter of await source.members(linkAt(chassis, 'NetworkAdapters')))
    items.push(...(await source.parts(linkAt(adapter.data, 'NetworkDeviceFunctions'), 'mac', 'port')))
  return items
}

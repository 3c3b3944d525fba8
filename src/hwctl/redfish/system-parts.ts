import type { InventoryItem, ItemType } from '../managers/inventory.ts'
import { itemOf } from './client/part.ts'
import { named } from './client/part-name.ts'
import { type JsonObject, linkAt, linksAt, objectsAt, textAt } from './client/property.ts'
import type { PartSource } from './part-source.ts'

/** Processor.ProcessorType (DSP2046): what is no CPU and no core works for them. */
const PROCESSORS = new Map<string, ItemType>([
  ['CPU', 'cpu'],
  ['Core', 'core'],
])

/** Processors, accelerators among them, and their cores where the service tells of each. */
export async function processors(
  source: PartSource,
  system: JsonObject,
  wants: (type: ItemType) => boolean,
): Promise<readonly InventoryItem[]> {
  const all = named(await source.members(linkAt(system, 'Processors')), 'cpu')
  const items = all.map(({ name, resource }) => itemOf(typeOf(resource.data), name, resource.data))
  if (!wants('core')) return items
  for (const { name, resource } of all)
    for (const core of named(await source.members(linkAt(resource.data, 'SubProcessors')), 'core'))
      if (core.resource.data.ProcessorType !== 'Thread')
        items.push(itemOf('core', `${name} ${core.name}`, core.resource.data))
  return items
}

function typeOf(processor: JsonObject): ItemType {
  const type = textAt(processor, 'ProcessorType')
  return type === undefined ? 'cpu' : (PROCESSORS.get(type) ?? 'accelerator')
}

/** Drives behind the storage controllers of a system; where it has none of those, the devices of its older SimpleStorage. */
export async function drives(source: PartSource, system: JsonObject): Promise<readonly InventoryItem[]> {
  const controllers = await source.members(linkAt(system, 'Storage'))
  const paths = controllers.flatMap(({ data }) => linksAt(data, 'Drives'))
  const found = named(await source.linked([...new Set(paths)]), 'drive')
  if (found.length > 0) return found.map(({ name, resource }) => itemOf('drive', name, resource.data))
  const simple = named(await source.members(linkAt(system, 'SimpleStorage')), 'storage')
  return simple.flatMap(({ name, resource }) =>
    objectsAt(resource.data, 'Devices').map((device, at) =>
      itemOf('drive', textAt(device, 'Name') ?? `${name} device ${at}`, device),
    ),
  )
}

/** Network ports of a system; interfaces that are only made up, such as VLANs, are no ports. */
export async function systemPorts(source: PartSource, system: JsonObject): Promise<readonly InventoryItem[]> {
  return ports(source, linkAt(system, 'EthernetInterfaces'))
}

/** Network ports of a BMC. */
export async function bmcPorts(source: PartSource, manager: JsonObject): Promise<readonly InventoryItem[]> {
  const found = await ports(source, linkAt(manager, 'EthernetInterfaces'))
  return found.map((port) => ({ ...port, name: `bmc ${port.name}` }))
}

async function ports(source: PartSource, path: string | undefined): Promise<readonly InventoryItem[]> {
  const found = named(await source.members(path), 'port')
  return found
    .filter(({ resource }) => resource.data.EthernetInterfaceType !== 'Virtual')
    .map(({ name, resource }) => itemOf('mac', name, resource.data))
}

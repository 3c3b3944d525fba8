import type { InventoryItem, ItemType, PropertyValue } from '../../managers/inventory.ts'
import type { InventoryTree } from './inventory.ts'
import { propertyOf } from './inventory-property.ts'

/** An object that has one of these is a part of the machine; what has none is an association, a callout, a leftover. */
const MARKS = ['Present', 'present', 'MACAddress', 'SerialNumber', 'PartNumber', 'Manufacturer', 'Model']

/** Types by the last part of the path without its number. */
const TYPES: ReadonlyMap<string, ItemType> = new Map([
  ['system', 'system'],
  ['chassis', 'chassis'],
  ['motherboard', 'board'],
  ['planar', 'board'],
  ['baseboard', 'board'],
  ['bmc', 'bmc'],
  ['cpu', 'cpu'],
  ['processor', 'cpu'],
  ['core', 'core'],
  ['dimm', 'dimm'],
  ['memory', 'dimm'],
  ['powersupply', 'psu'],
  ['power_supply', 'psu'],
  ['psu', 'psu'],
  ['ps', 'psu'],
  ['fan', 'fan'],
  ['ethernet', 'mac'],
  ['eth', 'mac'],
  ['nic', 'mac'],
  ['drive', 'drive'],
  ['disk', 'drive'],
  ['hdd', 'drive'],
  ['ssd', 'drive'],
  ['nvme', 'drive'],
  ['gpu', 'accelerator'],
  ['gv100card', 'accelerator'],
  ['accelerator', 'accelerator'],
])

/** The parts that an inventory tree tells of, those of some types only where types are named; dimm2 comes before dimm10. */
export function itemsOf(tree: InventoryTree, types?: ReadonlySet<ItemType>): readonly InventoryItem[] {
  const parts: Part[] = []
  for (const path in tree) {
    const object = tree[path]
    if (isObject(object) && MARKS.some((mark) => object[mark] !== undefined)) parts.push(partOf(path, object))
  }
  const shared = sharedNames(parts)
  return parts
    .filter(({ type, object }) => !types || types.has(type) || (types.has('mac') && hasMac(object)))
    .map((part) => itemOf(part, shared))
    .map((item) => ({ item, key: naturalKey(item.name) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item)
}

/** A text whose plain order is the natural one. */
function naturalKey(name: string): string {
  return name.toUpperCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'))
}

interface Part {
  readonly type: ItemType
  readonly name: string
  readonly parent: string
  readonly object: Readonly<Record<string, unknown>>
}

function partOf(path: string, object: Part['object']): Part {
  const end = path.lastIndexOf('/')
  const name = path.slice(end + 1)
  const parent = path.slice(path.lastIndexOf('/', end - 1) + 1, end)
  const kind = name.toLowerCase().replace(/[_-]?\d*$/, '')
  return { type: typeOf(kind, object), name, parent, object }
}

function typeOf(kind: string, object: Part['object']): ItemType {
  if (kind.startsWith('pcie')) return 'pcie'
  return TYPES.get(kind) ?? (hasMac(object) ? 'mac' : 'other')
}

/** Names that more than one part has, as cores of several processors do. */
function sharedNames(parts: readonly Part[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { name } of parts) (seen.has(name) ? shared : seen).add(name)
  return shared
}

function itemOf({ type, name, parent, object }: Part, shared: ReadonlySet<string>): InventoryItem {
  const properties = propertiesOf(object)
  const { Manufacturer, Model, PartNumber, SerialNumber } = properties
  const present = properties.Present ?? properties.present
  const functional = properties.Functional ?? (properties.fault === undefined ? undefined : !properties.fault)
  const { MACAddress: macAddress } = properties
  return {
    type,
    name: type === 'core' || shared.has(name) ? `${parent} ${name}` : name,
    ...(Manufacturer !== undefined && { manufacturer: String(Manufacturer) }),
    ...(Model !== undefined && { model: String(Model) }),
    ...(PartNumber !== undefined && { partNumber: String(PartNumber) }),
    ...(SerialNumber !== undefined && { serialNumber: String(SerialNumber) }),
    ...(typeof present === 'boolean' && { present }),
    ...(typeof functional === 'boolean' && { functional }),
    ...(typeof macAddress === 'string' && { macAddress }),
    properties,
  }
}

function propertiesOf(object: Part['object']): Readonly<Record<string, PropertyValue>> {
  const properties: Record<string, PropertyValue> = {}
  for (const name in object) {
    if (name === 'Associations' || name === 'associations') continue
    const value = propertyOf(name, object[name])
    if (value !== undefined) properties[name] = name === 'MACAddress' ? macOf(value) : value
  }
  return properties
}

/** Some BMCs leave the zero in front of an octet away. */
function macOf(value: PropertyValue): PropertyValue {
  return typeof value === 'string' ? value.replace(/(?<![0-9a-fA-F])[0-9a-fA-F](?=:|$)/g, '0$&') : value
}

function hasMac({ MACAddress }: Part['object']): boolean {
  return typeof MACAddress === 'string' && MACAddress !== ''
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

import { remembered } from '../../../core/remembered.ts'
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
    if (isObject(object) && hasMark(object)) parts.push({ place: placeOf(path), object })
  }
  const shared = sharedNames(parts)
  return parts
    .filter((part) => !types || types.has(typeOf(part)) || (types.has('mac') && hasMac(part.object)))
    .map((part) => itemOf(part, shared))
    .map((item) => ({ item, key: naturalKey(item.name) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item)
}

/** A text whose plain order is the natural one. */
const naturalKey = remembered((name) =>
  name.toUpperCase().replace(/\d+/g, (digits) => digits.padStart(12, '0')),
)

interface Part {
  readonly place: Place
  readonly object: Readonly<Record<string, unknown>>
}

/** What a path says of the part there. */
interface Place {
  readonly type: ItemType | undefined
  readonly name: string
  readonly parent: string
}

const placeOf = remembered((path): Place => {
  const [parent = '', name = ''] = path.split('/').slice(-2)
  const kind = name.toLowerCase().replace(/[_-]?\d*$/, '')
  return { type: kind.startsWith('pcie') ? 'pcie' : TYPES.get(kind), name, parent }
})

function typeOf({ place, object }: Part): ItemType {
  return place.type ?? (hasMac(object) ? 'mac' : 'other')
}

function hasMark(object: Part['object']): boolean {
  for (const mark of MARKS) if (object[mark] !== undefined) return true
  return false
}

/** Names that more than one part has, as cores of several processors do. */
function sharedNames(parts: readonly Part[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { place } of parts) (seen.has(place.name) ? shared : seen).add(place.name)
  return shared
}

function itemOf(part: Part, shared: ReadonlySet<string>): InventoryItem {
  const { name, parent } = part.place
  const type = typeOf(part)
  const properties = propertiesOf(part.object)
  const isPlain = type !== 'core' && !shared.has(name)
  const item: Writable<InventoryItem> = { type, name: isPlain ? name : `${parent} ${name}`, properties }
  addAsset(item, properties)
  const present = properties.Present ?? properties.present
  if (typeof present === 'boolean') item.present = present
  const { Functional: functional = properties.fault === undefined ? undefined : !properties.fault } =
    properties
  if (typeof functional === 'boolean') item.functional = functional
  return item
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The fields of xyz.openbmc_project.Inventory.Decorator.Asset, and the address of a network port. */
function addAsset(item: Writable<InventoryItem>, properties: InventoryItem['properties']): void {
  const { Manufacturer, Model, PartNumber, SerialNumber, MACAddress } = properties
  if (Manufacturer !== undefined) item.manufacturer = String(Manufacturer)
  if (Model !== undefined) item.model = String(Model)
  if (PartNumber !== undefined) item.partNumber = String(PartNumber)
  if (SerialNumber !== undefined) item.serialNumber = String(SerialNumber)
  if (typeof MACAddress === 'string') item.macAddress = MACAddress
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

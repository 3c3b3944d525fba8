import type { InventoryItem, ItemType, PropertyValue } from '../../managers/inventory.ts'
import { isUnfilled } from '../quirks/unfilled-texts.ts'
import { isObject, type JsonObject, objectAt, textAt } from './property.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** What is no property of a part: settings and states, of which other commands tell, and what a service says about the resource itself. */
const LEFT_OUT = new Set([
  'Id',
  'Description',
  'Links',
  'Oem',
  'Actions',
  'RelatedItem',
  'Redundancy',
  'MemberId',
  'Boot',
  'BootProgress',
  'PowerState',
  'PowerRestorePolicy',
  'IndicatorLED',
  'LocationIndicatorActive',
  'LastResetTime',
  'DateTime',
  'DateTimeLocalOffset',
  'DateTimeSource',
  'HostWatchdogTimer',
  'GraphicalConsole',
  'SerialConsole',
  'CommandShell',
  'VirtualMediaConfig',
  'HostName',
  'HostingRoles',
  'FQDN',
  'NameServers',
  'StaticNameServers',
  'DHCPv4',
  'DHCPv6',
  'StatelessAddressAutoConfig',
  'VLAN',
  'VLANs',
  'Conditions',
  'Operations',
  'Devices',
  'Slots',
  'SpeedPercent',
])

/** Readings, their limits, and addresses, which are not what a part is. */
const NO_PROPERTY =
  /^(?:IPv[46]|Reading|MaxReading|MinReading|LowerThreshold|UpperThreshold|Last.*Output|LineInputVoltage$|Power(?:In|Out)putWatts)|SensorNumber/

/** The health of these is that of everything in them. */
const WHOLES: ReadonlySet<ItemType> = new Set(['system', 'chassis'])

/** A part as a resource tells of it (DSP2046), or an object within a resource. */
export function itemOf(type: ItemType, name: string, data: JsonObject): InventoryItem {
  const properties: Record<string, PropertyValue> = {}
  addProperties(properties, '', data)
  if (String(properties.Name).toLowerCase() === name.toLowerCase()) delete properties.Name
  const item: Writable<InventoryItem> = { type, name, properties }
  addAsset(item, data)
  const status = objectAt(data, 'Status')
  const state = textAt(status, 'State')
  if (state !== undefined) item.present = state !== 'Absent'
  const health = textAt(status, 'Health')
  if (item.present !== false && health !== undefined && !WHOLES.has(type))
    item.functional = health !== 'Critical'
  if (item.present !== undefined) properties.Present = item.present
  if (item.functional !== undefined) properties.Functional = item.functional
  return item
}

function addAsset(item: Writable<InventoryItem>, data: JsonObject): void {
  const text = (name: string) => textOf(textAt(data, name))
  const [manufacturer, model] = [text('Manufacturer') ?? text('Vendor'), text('Model')]
  const [partNumber, serialNumber] = [text('PartNumber'), text('SerialNumber')]
  const mac =
    text('MACAddress') ?? text('PermanentMACAddress') ?? textAt(objectAt(data, 'Ethernet'), 'MACAddress')
  if (manufacturer !== undefined) item.manufacturer = manufacturer
  if (model !== undefined) item.model = model
  if (partNumber !== undefined) item.partNumber = partNumber
  if (serialNumber !== undefined) item.serialNumber = serialNumber
  if (mac !== undefined) item.macAddress = mac
}

/** What is within an object becomes `OBJECT.PROPERTY`; links, annotations, empty values and excerpts of sensors and controls are left out. */
function addProperties(into: Record<string, PropertyValue>, prefix: string, data: JsonObject): void {
  if (prefix !== '' && ('Reading' in data || 'DataSourceUri' in data)) return
  for (const name in data) {
    if (LEFT_OUT.has(name) || name.includes('@') || NO_PROPERTY.test(name)) continue
    addValue(into, prefix + name, data[name])
  }
}

function addValue(into: Record<string, PropertyValue>, name: string, value: unknown): void {
  if (Array.isArray(value)) addList(into, name, value)
  else if (!isObject(value)) {
    const shown = scalarOf(value)
    if (shown !== undefined) into[name] = shown
  } else if (!('@odata.id' in value)) addProperties(into, `${name}.`, value)
}

/** Objects of a list are told apart by their places, where there are several. */
function addList(into: Record<string, PropertyValue>, name: string, values: readonly unknown[]): void {
  const scalars = values.flatMap((value) => scalarOf(value) ?? [])
  if (scalars.length > 0) into[name] = scalars
  const objects = values.filter(isObject)
  for (const [at, one] of objects.entries())
    addValue(into, objects.length === 1 ? name : `${name}.${at}`, one)
}

function scalarOf(value: unknown): PropertyValue | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'string' ? textOf(value) : undefined
}

function textOf(value: string | undefined): string | undefined {
  const text = value?.trim()
  return text === undefined || text === '' || isUnfilled(text) ? undefined : text
}

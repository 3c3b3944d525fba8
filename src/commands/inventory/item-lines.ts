import type { InventoryItem, PropertyValue } from '../../hwctl/managers/inventory.ts'

/** One part: `DIMM0 PartNumber : X`, a line for each property in plain order. */
export function itemLines(item: InventoryItem): readonly string[] {
  const { properties } = item
  const head = item.name.toUpperCase()
  return Object.keys(properties)
    .sort()
    .map((name) => `${head} ${name} : ${valueText(properties[name])}`)
}

/** One property of a part; no line where it has none. */
export function propertyLine(
  item: InventoryItem,
  name: string,
  value: PropertyValue | undefined,
): readonly string[] {
  return value === undefined ? [] : [`${item.name.toUpperCase()} ${name} : ${valueText(value)}`]
}

/** Scripts written for xCAT know yes and no as 1 and 0. */
function valueText(value: PropertyValue | undefined): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'object' ? value.map(valueText).join(',') : String(value)
}

/** A tree as the BMC gave it: `PATH NAME : VALUE`, texts as they are, everything else as JSON. */
export function rawLines(tree: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(tree).flatMap(([path, object]) => {
    if (typeof object !== 'object' || object === null) return [`${path} : ${JSON.stringify(object)}`]
    return Object.entries(object).map(([name, value]) => `${path} ${name} : ${rawText(value)}`)
  })
}

function rawText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

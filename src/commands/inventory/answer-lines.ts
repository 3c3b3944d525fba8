import type { InventoryReading, ItemType } from '../../hwctl/managers/inventory.ts'
import { firmwareLines } from './firmware-lines.ts'
import { itemLines, propertyLine, rawLines } from './item-lines.ts'

/** A word that says what to read, `all` aside. */
export type InventoryWord =
  | 'model'
  | 'serial'
  | 'cpu'
  | 'dimm'
  | 'mac'
  | 'pcie'
  | 'drive'
  | 'psu'
  | 'fan'
  | 'firm'

/** What was asked for: these words, or everything; untouched by --raw; all images by -V. */
export interface Asked {
  readonly asked: readonly InventoryWord[] | undefined
  readonly raw: boolean
  readonly isLong: boolean
}

const NOTHING = 'No attributes returned from the BMC'

/** The lines of an answer; what was asked for and is not there is named. */
export function answerLines(reading: InventoryReading, { asked, raw, isLong }: Asked): readonly string[] {
  const { items, firmware = [] } = reading
  if (!asked) {
    const parts = raw ? rawLines(reading.raw ?? {}) : items.flatMap(itemLines)
    const lines = [...parts, ...firmwareLines(firmware, isLong)]
    return lines.length > 0 ? lines : [`${NOTHING}.`]
  }
  const answers = asked.map((word) => ({ word, lines: linesFor(word, reading, isLong) }))
  const missing = answers.filter(({ lines }) => lines.length === 0).map(({ word }) => word)
  if (missing.length === asked.length) return [`${NOTHING}.`]
  const lines = answers.flatMap(({ lines }) => lines)
  return missing.length === 0 ? lines : [...lines, `${NOTHING}: ${missing.join(', ')}`]
}

function linesFor(word: InventoryWord, reading: InventoryReading, isLong: boolean): readonly string[] {
  switch (word) {
    case 'firm':
      return firmwareLines(reading.firmware ?? [], isLong)
    case 'model':
      return systemLines(reading, 'Model')
    case 'serial':
      return systemLines(reading, 'SerialNumber')
    case 'mac':
      return reading.items.flatMap((item) => propertyLine(item, 'MACAddress', item.macAddress))
    case 'cpu':
      return linesOfTypes(reading, 'cpu', 'core')
    default:
      return linesOfTypes(reading, word)
  }
}

/** xCAT shows `Model` and `SerialNumber` of the system and of nothing else. */
function systemLines({ items }: InventoryReading, name: 'Model' | 'SerialNumber'): readonly string[] {
  const [system] = items.filter(({ type }) => type === 'system')
  if (!system) return []
  return propertyLine(system, name, name === 'Model' ? system.model : system.serialNumber)
}

function linesOfTypes({ items }: InventoryReading, ...types: readonly ItemType[]): readonly string[] {
  return items.filter(({ type }) => types.includes(type)).flatMap(itemLines)
}

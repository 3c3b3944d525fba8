import { capability, op } from '../../core/capability.ts'

/** What a part of a machine can be; `board` is a motherboard, `mac` a network port, `other` all that has no name here. */
export const ITEM_TYPES = [
  'system',
  'chassis',
  'board',
  'bmc',
  'cpu',
  'core',
  'dimm',
  'psu',
  'fan',
  'mac',
  'pcie',
  'drive',
  'accelerator',
  'other',
] as const
export type ItemType = (typeof ITEM_TYPES)[number]

/** A property as it is shown: enumerations by their last word, texts without blanks around them. */
export type PropertyValue = string | number | boolean | readonly PropertyValue[]

/** One part of a machine. What the BMC does not say is absent. */
export interface InventoryItem {
  readonly type: ItemType
  /** What the BMC calls it, behind the name of what it is in where it takes both to tell it: `dimm0`, `cpu0 core1`. */
  readonly name: string
  readonly manufacturer?: string
  readonly model?: string
  readonly partNumber?: string
  readonly serialNumber?: string
  readonly present?: boolean
  readonly functional?: boolean
  /** Two digits an octet, with colons. */
  readonly macAddress?: string
  /** All that the BMC says of it, under the BMC's own names; what is empty is left out. */
  readonly properties: Readonly<Record<string, PropertyValue>>
}

/** running: in use now; pending: in use after the next start; inactive: neither; unknown: the BMC does not tell. */
export type ImageStanding = 'running' | 'pending' | 'inactive' | 'unknown'

/** One firmware image. */
export interface FirmwareImage {
  readonly id: string
  /** Empty where the BMC does not say. */
  readonly version: string
  /** What it is for, in the BMC's own word: `BMC`, `Host`. */
  readonly purpose: string
  /** How far it is on its way to be used, in the BMC's own word: `Active`, `Ready`; empty where the BMC does not say. */
  readonly activation: string
  readonly standing: ImageStanding
  /** Names and versions of its parts, in order. */
  readonly parts: readonly string[]
}

/** What to read: parts of these types, all of them where no types are named. */
export interface InventoryWish {
  readonly types?: readonly ItemType[]
  readonly firmware: boolean
  /** The BMC's own tree too, untouched. */
  readonly raw: boolean
}

/** What was read, in natural order. */
export interface InventoryReading {
  readonly items: readonly InventoryItem[]
  readonly firmware?: readonly FirmwareImage[]
  /** Objects by path, as the BMC gave them. */
  readonly raw?: Readonly<Record<string, unknown>>
}

/** The BMC has no list of firmware images at all; the rest of the answer stands. */
export type InventoryNote = { readonly said: 'no-firmware-list' }

/** What a machine is made of, and the firmware that it runs. */
export const Inventory = capability('inventory', {
  read: op<InventoryWish, InventoryReading, InventoryNote>(),
})

import { HwctlError } from '../../core/errors.ts'
import type { InventoryItem, InventoryReading, InventoryWish, ItemType } from '../managers/inventory.ts'
import type { SensorClass, Vitals, VitalsWish } from '../managers/sensor.ts'

/** What a machine measures and shows, in short. */
export interface VitalsThere {
  readonly classes: ReadonlySet<SensorClass>
  readonly hasLeds: boolean
}

/** What there is among everything that was read. */
export function vitalsThere({ sensors, leds }: Vitals): VitalsThere {
  return { classes: new Set(sensors.map((one) => one.class)), hasLeds: leds.length > 0 }
}

/** @throws HwctlError `unsupported` where a machine has nothing of what is wished for */
export function refuseNoVitals(
  { classes: there, hasLeds }: VitalsThere,
  { classes, leds }: VitalsWish,
): void {
  const measures = classes ? classes.some((one) => there.has(one)) : there.size > 0
  if (measures || (leds && hasLeds)) return
  const wanted = classes?.length === 0 ? 'LEDs' : 'such sensors'
  throw new HwctlError({ kind: 'unsupported', what: classes ? wanted : 'sensors and LEDs' })
}

/** What a machine tells of itself, in short. */
export interface PartsThere {
  readonly types: ReadonlySet<ItemType>
  readonly hasFirmware: boolean
}

/** What there is among all parts and images. */
export function partsThere({ items, firmware = [] }: InventoryReading): PartsThere {
  return { types: new Set(items.filter(isTelling).map(({ type }) => type)), hasFirmware: firmware.length > 0 }
}

/** @throws HwctlError `unsupported` where a machine has nothing of what is wished for */
export function refuseNoParts(
  { types: there, hasFirmware }: PartsThere,
  { types, firmware }: InventoryWish,
): void {
  if (firmware && hasFirmware) return
  if (types ? types.some((type) => there.has(type)) : there.size > 0) return
  const wanted = types?.length === 0 ? 'a list of firmware images' : 'such parts in its inventory'
  throw new HwctlError({ kind: 'unsupported', what: types ? wanted : 'an inventory' })
}

/** Of a system its model and serial number are shown, of a port its address. */
function isTelling({ type, model, serialNumber, macAddress }: InventoryItem): boolean {
  if (type === 'system') return model !== undefined || serialNumber !== undefined
  return type !== 'mac' || macAddress !== undefined
}

import { HwctlError } from '../../core/errors.ts'
import type { InventoryItem, InventoryReading, InventoryWish } from '../managers/inventory.ts'
import type { Vitals, VitalsWish } from '../managers/sensor.ts'

/** @throws HwctlError `unsupported` where nothing that is wished for is among everything that a machine measures and shows */
export function refuseNoVitals({ sensors, leds }: Vitals, { classes, leds: wantsLeds }: VitalsWish): void {
  const measures = classes ? sensors.some((one) => classes.includes(one.class)) : sensors.length > 0
  if (measures || (wantsLeds && leds.length > 0)) return
  const wanted = classes?.length === 0 ? 'LEDs' : 'such sensors'
  throw new HwctlError({ kind: 'unsupported', what: classes ? wanted : 'sensors and LEDs' })
}

/** @throws HwctlError `unsupported` where nothing that is wished for is among all parts of a machine */
export function refuseNoParts({ items, firmware = [] }: InventoryReading, wish: InventoryWish): void {
  const { types } = wish
  if (wish.firmware && firmware.length > 0) return
  if (items.some((item) => (types === undefined || types.includes(item.type)) && isTelling(item))) return
  const wanted = types?.length === 0 ? 'a list of firmware images' : 'such parts in its inventory'
  throw new HwctlError({ kind: 'unsupported', what: types ? wanted : 'an inventory' })
}

/** Of a system its model and serial number are shown, of a port its address. */
function isTelling({ type, model, serialNumber, macAddress }: InventoryItem): boolean {
  if (type === 'system') return model !== undefined || serialNumber !== undefined
  return type !== 'mac' || macAddress !== undefined
}

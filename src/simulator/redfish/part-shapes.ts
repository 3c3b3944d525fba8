import type { SimulatedBmc } from '../bmc.ts'
import { inventoryPlan, type PartKind, type PlannedPart } from '../inventory-plan.ts'
import type { JsonObject } from '../message.ts'

/** Kinds of parts that a service tells of in a resource each. */
export type ToldKind = Exclude<PartKind, 'system' | 'chassis' | 'board' | 'bmc'>

/** The parts of one kind that a machine has. */
export function partsOf(bmc: SimulatedBmc, kind: ToldKind): readonly PlannedPart[] {
  return inventoryPlan(bmc.partCount).filter((part) => part.kind === kind)
}

/** Every fourth memory module is a slot with nothing in it. */
export function isEmptySlot({ kind, ordinal }: PlannedPart): boolean {
  return kind === 'dimm' && ordinal % 4 === 3
}

/** Asset fields of a part; serial numbers are each BMC's own. */
export function asset({ ordinal }: PlannedPart, { index }: SimulatedBmc, letter: string): JsonObject {
  return {
    Manufacturer: 'Simulated',
    PartNumber: `0${letter}123456`,
    SerialNumber: `${letter}${String(index).padStart(7, '0')}${String(ordinal).padStart(3, '0')}`,
  }
}

/** A locally administered address that says whose it is; the BMC's own is that of port 0. */
export function macAddress({ index }: SimulatedBmc, port: number): string {
  const digits = (index * 16 + port).toString(16).padStart(10, '0').slice(-10)
  return `02:${digits.match(/../g)?.join(':')}`
}

/** What is told of a part of each kind, whatever the service (DSP2046). */
export const SHAPES: Readonly<Record<ToldKind, (part: PlannedPart, bmc: SimulatedBmc) => JsonObject>> = {
  cpu: (part, bmc) => ({
    ...asset(part, bmc, 'P'),
    MaxSpeedMHz: 3800,
    Model: 'Simulated CPU @ 3.80GHz',
    ProcessorType: 'CPU',
    Socket: `P${part.ordinal}`,
    TotalCores: 22,
    TotalThreads: 88,
  }),
  core: () => ({ ProcessorType: 'Core' }),
  dimm: (part, bmc) =>
    isEmptySlot(part)
      ? {}
      : {
          ...asset(part, bmc, 'R'),
          CapacityMiB: 16_384,
          DataWidthBits: 64,
          ErrorCorrection: 'SingleBitECC',
          Manufacturer: '0x2c80',
          MemoryDeviceType: 'DDR4',
          Model: '36ASF4G72PZ-2G6D1',
          OperatingSpeedMhz: 2666,
          PartNumber: '',
          SerialNumber: `0x${((bmc.index * 4096 + part.ordinal) % 2 ** 32).toString(16).padStart(8, '0')}`,
        },
  psu: (part, bmc) => ({ ...asset(part, bmc, 'Y'), Model: '51EC', PowerCapacityWatts: 2000 }),
  fan: () => ({ HotPluggable: true, PhysicalContext: 'Chassis' }),
  port: ({ ordinal }, bmc) => ({ MACAddress: macAddress(bmc, ordinal + 1), SpeedMbps: 1000 }),
  pcie: (part, bmc) => ({ ...asset(part, bmc, 'C'), DeviceType: 'SingleFunction', Model: 'Adapter' }),
  drive: (part, bmc) => ({
    ...asset(part, bmc, 'D'),
    CapacityBytes: 960_197_124_096,
    MediaType: 'SSD',
    Model: 'SIM-NVME-960',
    Protocol: 'NVMe',
  }),
}

/** The status of a part. */
export function partStatus(part: PlannedPart): JsonObject {
  return isEmptySlot(part) ? { State: 'Absent' } : { Health: 'OK', State: 'Enabled' }
}

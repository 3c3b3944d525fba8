import type { SimulatedBmc } from '../bmc.ts'
import { inventoryPlan, type PartKind, type PlannedPart } from '../inventory-plan.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import type { DbusObject } from './dbus-object.ts'

const ITEM = 'xyz.openbmc_project.Inventory.Item'

/** Below /inventory: so many parts of a machine, with association objects between them; serial numbers are each BMC's own. */
export function inventoryObjects(flavour: Flavour, count: number): Readonly<Record<string, DbusObject>> {
  const parts = inventoryPlan(count).map((part) => [part.path, partObject(flavour, part)] as const)
  const activation = `${parts[0]?.[0]}/activation`
  return { ...Object.fromEntries(parts), ...(parts.length > 0 && { [activation]: ACTIVATION }) }
}

const ACTIVATION: DbusObject = {
  properties: () => ({ endpoints: ['/xyz/openbmc_project/software/221d9020'] }),
}

function partObject(flavour: Flavour, part: PlannedPart): DbusObject {
  return {
    properties: (bmc) => ({
      ...OWN[part.kind](part, bmc),
      ...flagsOf(flavour, part),
    }),
  }
}

/** Every fourth memory module is a slot with nothing in it; phosphor writes 0 and 1, as images of 2017 did. */
function flagsOf(flavour: Flavour, { kind, ordinal }: PlannedPart): JsonObject {
  const present = !(kind === 'dimm' && ordinal % 4 === 3)
  const canFail = kind !== 'system' && kind !== 'chassis' && kind !== 'board' && kind !== 'bmc'
  const written = (flag: boolean) => (flavour === 'phosphor' ? Number(flag) : flag)
  return { Present: written(present), ...(canFail && { Functional: written(present) }) }
}

type Properties = (part: PlannedPart, bmc: SimulatedBmc) => JsonObject

const OWN: Readonly<Record<PartKind, Properties>> = {
  system: (part, bmc) => ({ ...asset(part, bmc, 'S'), Model: 'SIM-2U-2S', PrettyName: 'System' }),
  chassis: (part, bmc) => ({
    ...asset(part, bmc, 'S'),
    Model: 'SIM-2U-2S',
    PrettyName: 'Chassis',
    Type: `${ITEM}.Chassis.ChassisType.RackMount`,
  }),
  board: (part, bmc) => ({ ...asset(part, bmc, 'B'), PrettyName: 'SYSTEM PLANAR   ' }),
  bmc: (part, bmc) => ({ ...asset(part, bmc, 'M'), MACAddress: macAddress(bmc, 0), PrettyName: 'BMC' }),
  port: ({ ordinal }, bmc) => ({ MACAddress: macAddress(bmc, ordinal + 1), PrettyName: '' }),
  cpu: (part, bmc) => ({
    ...asset(part, bmc, 'P'),
    CoreCount: 22,
    Family: 'SIMULATED',
    MaxSpeedInMhz: 3800,
    PrettyName: 'PROCESSOR MODULE',
    Socket: `P${part.ordinal}`,
    Version: bmc.processorVersion,
  }),
  core: () => ({ PrettyName: '' }),
  dimm: (part, bmc) => (part.ordinal % 4 === 3 ? emptySlot() : dimm(part, bmc)),
  psu: (part, bmc) => ({ ...asset(part, bmc, 'Y'), Model: '51EC', PrettyName: `PS${part.ordinal}` }),
  fan: ({ ordinal }) => ({ PrettyName: `fan${ordinal}` }),
  pcie: (part, bmc) => ({ ...asset(part, bmc, 'C'), DeviceType: 'SingleFunction', PrettyName: 'Adapter' }),
  drive: (part, bmc) => ({
    ...asset(part, bmc, 'D'),
    Capacity: 960_197_124_096,
    Model: 'SIM-NVME-960',
    Protocol: `${ITEM}.Drive.DriveProtocol.NVMe`,
    Type: `${ITEM}.Drive.DriveType.SSD`,
  }),
}

function asset({ ordinal }: PlannedPart, { index }: SimulatedBmc, letter: string): JsonObject {
  return {
    BuildDate: '',
    Manufacturer: 'Simulated',
    Model: '',
    PartNumber: `0${letter}123456`,
    SerialNumber: `${letter}${String(index).padStart(7, '0')}${String(ordinal).padStart(3, '0')}`,
    SparePartNumber: '',
  }
}

function dimm(part: PlannedPart, bmc: SimulatedBmc): JsonObject {
  const serial = (bmc.index * 4096 + part.ordinal) % 2 ** 32
  return {
    ...asset(part, bmc, 'R'),
    ECC: `${ITEM}.Dimm.Ecc.SingleBitECC`,
    Manufacturer: '0x2c80',
    MemoryConfiguredSpeedInMhz: 2666,
    MemoryDataWidth: 64,
    MemorySizeInKB: 16_777_216,
    MemoryTotalWidth: 72,
    MemoryType: `${ITEM}.Dimm.DeviceType.DDR4`,
    Model: '36ASF4G72PZ-2G6D1',
    PartNumber: '',
    PrettyName: 'DDR4 DIMM',
    SerialNumber: `0x${serial.toString(16).padStart(8, '0')}`,
  }
}

function emptySlot(): JsonObject {
  return {
    BuildDate: '',
    Manufacturer: '',
    Model: '',
    PartNumber: '',
    PrettyName: 'DIMM slot',
    SerialNumber: '',
  }
}

/** A locally administered address that says whose it is. */
function macAddress({ index }: SimulatedBmc, port: number): string {
  const digits = (index * 16 + port).toString(16).padStart(10, '0').slice(-10)
  return `02:${digits.match(/../g)?.join(':')}`
}

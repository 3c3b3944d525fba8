import type { ToldKind } from './part-shapes.ts'
import type { PartPlace } from './parts.ts'

function place(
  kind: ToldKind,
  where: `${PartPlace['of']} ${string}`,
  type: string,
  id: PartPlace['id'],
  name: PartPlace['name'] = id,
): PartPlace {
  const [of, collection = ''] = where.split(' ')
  return { kind, of: of === 'system' ? 'system' : 'chassis', collection, type, id, name }
}

/** bmcweb takes the names of the D-Bus objects. */
export const OPENBMC_PARTS: readonly PartPlace[] = [
  place(
    'cpu',
    'system Processors',
    'Processor',
    (n) => `cpu${n}`,
    () => 'Processor',
  ),
  place(
    'dimm',
    'system Memory',
    'Memory',
    (n) => `dimm${n}`,
    () => 'DIMM Slot',
  ),
  place('drive', 'system Storage/1/Drives', 'Drive', (n) => `drive${n}`),
  place(
    'pcie',
    'system PCIeDevices',
    'PCIeDevice',
    (n) => `pcie_card${n}`,
    () => 'PCIe Device',
  ),
  place('psu', 'chassis PowerSubsystem/PowerSupplies', 'PowerSupply', (n) => `powersupply${n}`),
  place('fan', 'chassis ThermalSubsystem/Fans', 'Fan', (n) => `fan${n}`),
  place(
    'port',
    'chassis NetworkAdapters/ethernet/NetworkDeviceFunctions',
    'NetworkDeviceFunction',
    (n) => `ethernet${n}`,
  ),
]

/** iDRAC's fully qualified device descriptors. */
export const DELL_PARTS: readonly PartPlace[] = [
  place(
    'cpu',
    'system Processors',
    'Processor',
    (n) => `CPU.Socket.${n + 1}`,
    (n) => `CPU ${n + 1}`,
  ),
  place(
    'dimm',
    'system Memory',
    'Memory',
    (n) => `DIMM.Socket.A${n + 1}`,
    (n) => `DIMM A${n + 1}`,
  ),
  place(
    'drive',
    'system Storage/CPU.1/Drives',
    'Drive',
    (n) => `Disk.Bay.${n}:Enclosure.Internal.0-1`,
    (n) => `PCIe SSD in Slot ${n} in Bay 1`,
  ),
  place(
    'port',
    'system EthernetInterfaces',
    'EthernetInterface',
    (n) => `NIC.Embedded.${n + 1}-1-1`,
    () => 'System Ethernet Interface',
  ),
  place(
    'pcie',
    'chassis PCIeDevices',
    'PCIeDevice',
    (n) => `${n + 23}-0`,
    () => 'Simulated adapter',
  ),
  place(
    'psu',
    'chassis PowerSubsystem/PowerSupplies',
    'PowerSupply',
    (n) => `PSU.Slot.${n + 1}`,
    (n) => `PS${n + 1} Status`,
  ),
  place(
    'fan',
    'chassis ThermalSubsystem/Fans',
    'Fan',
    (n) => `Fan.Embedded.${n + 1}A`,
    (n) => `Fan ${n + 1}A`,
  ),
]

/** X10 counts; its Names say what is counted. */
export const SUPERMICRO_PARTS: readonly PartPlace[] = [
  place(
    'cpu',
    'system Processors',
    'Processor',
    (n) => `${n + 1}`,
    (n) => `Processor${n + 1}`,
  ),
  place(
    'dimm',
    'system Memory',
    'Memory',
    (n) => `${n + 1}`,
    (n) => `DIMMA${n + 1}`,
  ),
  place(
    'port',
    'system EthernetInterfaces',
    'EthernetInterface',
    (n) => `${n + 1}`,
    (n) => `OnBoard LAN ${n + 1}`,
  ),
]

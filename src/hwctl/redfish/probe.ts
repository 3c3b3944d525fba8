import { executor, steps } from '../../core/lifecycle.ts'
import { abilitiesOf } from '../flows/abilities.ts'
import { Probe, type ProbeReading } from '../managers/probe.ts'
import { getManagerObject } from './client/manager.ts'
import { textAt } from './client/property.ts'
import type { RedfishClient } from './client/resource.ts'
import { getServiceRoot } from './client/service-root.ts'
import { getSystemObject } from './client/system.ts'
import { protocol } from './protocol.ts'
import { shownQuirks } from './quirks/shown-quirks.ts'

/** What a Redfish service tells of itself; each resource is read once. */
export default executor(Probe, protocol, {
  look: steps({
    plan: () => ['GET the service root, the ComputerSystem, its Manager, its Chassis, and what they link to'],
    async run(target, { asks }) {
      const bmc = { ...target.bmc, reads: new Map() }
      const about = await identity(bmc)
      const abilities = await abilitiesOf(target, asks, bmc)
      return { ...about, abilities, quirks: await shownQuirks(bmc) }
    },
  }),
})

async function identity(bmc: RedfishClient): Promise<Omit<ProbeReading, 'abilities' | 'quirks'>> {
  const { RedfishVersion, Vendor, Product } = await getServiceRoot(bmc, 'probe')
  const { data: system } = await getSystemObject(bmc, 'probe')
  const { data: manager } = await getManagerObject(bmc, 'probe')
  const vendor = textAt(system, 'Manufacturer') ?? Vendor
  const model = textAt(system, 'Model') ?? Product
  const [bmcVersion, biosVersion] = [textAt(manager, 'FirmwareVersion'), textAt(system, 'BiosVersion')]
  return {
    protocol: 'redfish',
    ...(RedfishVersion && { protocolVersion: RedfishVersion }),
    ...(vendor && { vendor }),
    ...(model && { model }),
    firmware: { ...(bmcVersion && { BMC: bmcVersion }), ...(biosVersion && { BIOS: biosVersion }) },
  }
}

import { SimulatedBmc } from './bmc.ts'
import type { BmcDescription } from './bmc-description.ts'
import { CertificatePool } from './certificate-pool.ts'
import { checkDescriptorLimit } from './descriptor-limit.ts'
import { exchange, type Service } from './exchange.ts'
import { drawnFault } from './faults/fault-shares.ts'
import { addressOf, type FleetOptions, type FleetSettings, fleetSettings } from './fleet-options.ts'
import { atFreeAddress, listenProblem } from './free-address.ts'
import { modelOf } from './model.ts'
import { service } from './service.ts'
import { SharedLoad } from './shared-load.ts'
import { TlsFront } from './tls-front.ts'
import { type Totals, totals } from './totals.ts'
import { webSockets } from './web-sockets.ts'

/** So many listening sockets are opened at a time. */
const BATCH = 500

/** BMCs that do not exist, each on its own loopback address, all in this process. */
export class Fleet {
  readonly bmcs: readonly SimulatedBmc[]
  /** What they share, where they do. */
  readonly load: SharedLoad | undefined
  readonly #front: TlsFront

  constructor(bmcs: readonly SimulatedBmc[], front: TlsFront, load: SharedLoad | undefined) {
    this.bmcs = bmcs
    this.load = load
    this.#front = front
  }

  /** The BMC with this name. */
  bmc(name: string): SimulatedBmc | undefined {
    return this.bmcs.find((bmc) => bmc.name === name)
  }

  /** What all BMCs together saw, and how they stand. */
  totals(): Totals {
    return totals(this.bmcs)
  }

  resetCounters(): void {
    for (const bmc of this.bmcs) bmc.seen.reset()
  }

  /** Closes every listening socket and connection. */
  async close(): Promise<void> {
    for (const bmc of this.bmcs) bmc.close()
    this.#front.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/**
 * Starts a fleet; it answers when this resolves.
 * @param answer What the BMCs answer, where it is not what their model says.
 * @throws HwctlError `usage` where the options or the machine do not allow it
 */
export async function startFleet(options: FleetOptions, answer: Service = service): Promise<Fleet> {
  const settings = fleetSettings(options)
  checkDescriptorLimit(settings.nodes)
  const certificates = await CertificatePool.open(settings.certificateFolder)
  const shared = { certificates, answer }
  try {
    return settings.firstAddress === 'auto'
      ? await atFreeAddress(settings.first + settings.nodes, (first) => listen(settings, first, shared))
      : await listen(settings, settings.firstAddress, shared)
  } catch (error) {
    throw listenProblem(error)
  }
}

async function listen(
  settings: FleetSettings,
  firstAddress: string,
  { certificates, answer }: { readonly certificates: CertificatePool; readonly answer: Service },
): Promise<Fleet> {
  const byAddress = new Map<string, SimulatedBmc>()
  const bmcAt = (address: string) => byAddress.get(address)
  const load = settings.bears === undefined ? undefined : new SharedLoad(settings.bears)
  const front = new TlsFront(exchange(bmcAt, answer, load), webSockets(bmcAt))
  for (let index = 0; index < settings.nodes; index++) {
    const bmc = new SimulatedBmc(
      await describe(index, settings, firstAddress, certificates),
      (socket, certificate) => {
        if (socket.localAddress) byAddress.set(socket.localAddress, bmc) // it may have moved
        front.accept(socket, certificate)
      },
    )
    byAddress.set(bmc.address, bmc)
  }
  const fleet = new Fleet([...byAddress.values()], front, load)
  try {
    for (let at = 0; at < fleet.bmcs.length; at += BATCH)
      await Promise.all(fleet.bmcs.slice(at, at + BATCH).map((bmc) => bmc.network.up()))
    await spreadFaults(fleet, settings)
    return fleet
  } catch (error) {
    await fleet.close()
    throw error
  }
}

async function spreadFaults({ bmcs }: Fleet, { faults, seed }: FleetSettings): Promise<void> {
  for (const bmc of bmcs) {
    const fault = drawnFault(faults, seed, bmc.index + 1)
    if (fault) await bmc.setFault(fault)
  }
}

async function describe(
  index: number,
  settings: FleetSettings,
  firstAddress: string,
  certificates: CertificatePool,
): Promise<BmcDescription> {
  const number = settings.first + index
  const tls = typeof settings.tls === 'function' ? settings.tls(index) : settings.tls
  return {
    ...settings,
    index: number - 1,
    name: `sim${String(number).padStart(4, '0')}`,
    address: addressOf(number, firstAddress) ?? firstAddress,
    model: modelOf(number - 1, settings),
    isOn: settings.power === 'on',
    certificate: await (tls === 'old' ? certificates.old() : certificates.modern(number - 1)),
    certificates,
  }
}

import { factsOf, HwctlError } from '../../core/errors.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import { canonical } from '../../rest/host-addresses.ts'
import type { AddressActions, Seat } from '../flows/change-address.ts'
import { patiently } from '../flows/patience.ts'
import type { AddressWish } from '../managers/bmcconfig.ts'
import {
  type AddressObject,
  addAddress,
  addVlan,
  getNetwork,
  type InterfaceObject,
  type NetworkObjects,
  putDefaultGateway,
  putDhcpOff,
  removeAddress,
  removeVlan,
} from './client/network.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { baseOf, gatewayKept, isWanted, nicFor, type Present } from './present-address.ts'

/** How often, and how long, what a request makes or takes away is looked for: xCAT waits 5 and 15 s. */
const OBJECT_PACE: Pace = { firstMs: 200, everyMs: 2000, forMs: 30_000 }

/** How long, in milliseconds, taking an address back may last; it happens after a run was ended too. */
const TAKE_BACK_MS = 20_000

/** The BMC at its new address. */
interface NewSeat extends Seat {
  readonly bmc: OpenBmcClient
}

/** The requests that move a BMC from one address to another over OpenBMC's REST. */
export class AddressChange implements AddressActions<NewSeat> {
  readonly sent: string[] = []
  isDhcpOff = false
  readonly #bmc: OpenBmcClient
  readonly #present: Present
  readonly #wish: AddressWish
  readonly #leftOpen: () => void
  /** The interface that gets the address. */
  readonly #nic: string
  /** The present address is the one asked for: all that can differ is its origin and the gateway. */
  readonly #isSame: boolean
  #made: 'nothing' | 'address' | 'vlan' = 'nothing'
  #gatewayBefore: ReturnType<typeof gatewayKept>

  /** @param leftOpen told when the session at the old address could not be ended */
  constructor(bmc: OpenBmcClient, present: Present, wish: AddressWish, leftOpen: () => void) {
    this.#bmc = bmc
    this.#present = present
    this.#wish = wish
    this.#leftOpen = leftOpen
    this.#nic = nicFor(present, wish)
    this.#isSame = this.#nic === present.nic.name && isWanted(present.object, wish)
  }

  /**
   * An address from DHCP is kept as a static one first: images since 2018 switch DHCP off as soon as a static address is
   * added, and the BMC would be gone from where it is known to answer.
   */
  async add(): Promise<void> {
    const { object, network } = this.#present
    const { address, prefixLength, gateway, vlan } = this.#wish
    if (object.origin === 'DHCP') await this.#keepFromDhcp()
    if (this.#isSame || this.#find(network)) return
    if (vlan !== undefined && !network.interfaces.some(({ name }) => name === this.#nic))
      await this.#makeVlan(vlan)
    else this.#made = 'address'
    await this.#write(`POST ${ROOT}/network/${this.#nic}/action/IP ${address}/${prefixLength}`, () =>
      addAddress(this.#bmc, this.#nic, { address, prefixLength, gateway }),
    )
  }

  /** A login at the new address, where the same interface must show it: the password alone may fit another BMC too. */
  async look(): Promise<Look<NewSeat>> {
    const { signal } = this.#bmc
    const session = await this.#bmc.session.at(this.#wish.address, signal)
    const seat = { bmc: { session, signal }, close: () => session.close() }
    try {
      const network = await getNetwork(seat.bmc)
      this.#recognise(network, seat.bmc)
      if (this.#find(network)) return { done: true, value: seat }
    } catch (thrown) {
      await seat.close().catch(() => undefined) // the reason is `thrown`
      throw thrown
    }
    await seat.close()
    return { done: false, seen: 'it answers, and does not show the address' }
  }

  async route({ bmc }: NewSeat): Promise<void> {
    const network = await getNetwork(bmc)
    const { gateway } = this.#wish
    const kept = gatewayKept(network, this.#nic)
    if (!kept || kept.gateway === gateway || this.#find(network)?.gateway === gateway) return
    this.#gatewayBefore = kept
    await this.#write(`PUT ${ROOT}/network/${kept.owner}/attr/DefaultGateway ${gateway}`, () =>
      putDefaultGateway(bmc, kept.owner, gateway),
    )
    await this.#seen(bmc, `gateway ${gateway}`, (now) => gatewayKept(now, this.#nic)?.gateway === gateway)
  }

  async settle({ bmc }: NewSeat): Promise<void> {
    const { object } = this.#present
    const nic = this.#presentNic(await getNetwork(bmc))
    if (nic?.dhcp.isOn && object.origin === 'DHCP')
      await this.#write(`PUT ${ROOT}/network/${nic.name}/attr/DHCPEnabled`, () => putDhcpOff(bmc, nic))
    const old = nic && this.#old(nic)
    if (!old || this.#isSame) return
    if (canonical(old.address) !== canonical(this.#wish.address)) await this.#endOldSession(bmc)
    if (old.origin !== 'DHCP')
      await this.#write(`DELETE ${ROOT}/network/${nic.name}/${old.id}`, () =>
        removeAddress(bmc, nic.name, old),
      )
    await this.#seen(bmc, `${this.#wish.address} without ${old.address}`, (network) => {
      const left = this.#presentNic(network)
      return this.#find(network) !== undefined && (!left || !this.#old(left))
    })
  }

  async takeBack(): Promise<void> {
    const bmc = { session: this.#bmc.session, signal: AbortSignal.timeout(TAKE_BACK_MS) }
    const added = this.#find(await getNetwork(bmc))
    if (this.#gatewayBefore)
      await putDefaultGateway(bmc, this.#gatewayBefore.owner, this.#gatewayBefore.gateway)
    if (this.#made === 'vlan') await removeVlan(bmc, this.#nic)
    if (this.#made === 'address' && added) await removeAddress(bmc, this.#nic, added)
  }

  async #keepFromDhcp(): Promise<void> {
    const { nic, object, network } = this.#present
    const kept = gatewayKept(network, nic.name)
    if (kept?.gateway)
      await this.#write(`PUT ${ROOT}/network/${kept.owner}/attr/DefaultGateway ${kept.gateway}`, () =>
        putDefaultGateway(this.#bmc, kept.owner, kept.gateway),
      )
    const gateway = this.#isSame ? this.#wish.gateway : kept?.gateway || object.gateway
    await this.#write(
      `POST ${ROOT}/network/${nic.name}/action/IP ${object.address}/${object.prefixLength}`,
      () => addAddress(this.#bmc, nic.name, { ...object, gateway }),
    )
    await this.#seen(this.#bmc, `${object.address} as a static address`, (now) => {
      const held = this.#presentNic(now)
      this.isDhcpOff = held?.dhcp.isOn === false
      return held !== undefined && this.#old(held) !== undefined
    })
  }

  async #makeVlan(vlan: number): Promise<void> {
    const base = baseOf(this.#present.nic)
    this.#made = 'vlan'
    await this.#write(`POST ${ROOT}/network/action/VLAN ${base} ${vlan}`, () =>
      addVlan(this.#bmc, base, vlan),
    )
    await this.#seen(this.#bmc, `interface ${this.#nic}`, ({ interfaces }) =>
      interfaces.some(({ name }) => name === this.#nic),
    )
  }

  /** What gets no answer may have been carried out: what comes of it is looked at, so it is no error here. */
  async #write(line: string, send: () => Promise<void>): Promise<void> {
    try {
      await send()
      this.sent.push(line)
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (!('outcomeUnknown' in facts && facts.outcomeUnknown)) throw thrown
      this.sent.push(line) // it may have been carried out, and has to be taken back then
      if (facts.kind !== 'connect') throw thrown
    }
  }

  #seen(bmc: OpenBmcClient, waitingFor: string, isSo: (network: NetworkObjects) => boolean): Promise<void> {
    const look = async (): Promise<Look<void>> =>
      isSo(await getNetwork(bmc)) ? { done: true, value: undefined } : { done: false, seen: 'not yet' }
    const sent = this.sent.at(-1) ?? ''
    return until(() => patiently(look), { sent, waitingFor, pace: OBJECT_PACE, signal: bmc.signal })
  }

  /** @throws HwctlError `trust` where another BMC has the address */
  #recognise(network: NetworkObjects, { session }: OpenBmcClient): void {
    const { mac } = this.#present.nic
    const found = this.#presentNic(network)?.mac
    if (mac === undefined || found === mac) return
    const { host, port } = session.rest.endpoint
    const reason = `another BMC answers there, with the MAC address ${found ?? 'unknown'}, not ${mac}`
    throw new HwctlError({ kind: 'trust', host, port, reason })
  }

  #presentNic({ interfaces }: NetworkObjects): InterfaceObject | undefined {
    return interfaces.find(({ name }) => name === this.#present.nic.name)
  }

  /** The new address. */
  #find({ interfaces }: NetworkObjects): AddressObject | undefined {
    return interfaces
      .find(({ name }) => name === this.#nic)
      ?.addresses.find((one) => isWanted(one, this.#wish) && one.origin !== 'DHCP')
  }

  /** The address that we came by, from DHCP or kept as a static one. */
  #old({ addresses }: InterfaceObject): AddressObject | undefined {
    const { address, prefixLength } = this.#present.object
    return addresses.find((one) => one.address === address && one.prefixLength === prefixLength)
  }

  async #endOldSession(bmc: OpenBmcClient): Promise<void> {
    const { session } = this.#bmc
    await session.endOver(bmc.session).catch(() => this.#leftOpen())
    session.expectLoss()
  }
}

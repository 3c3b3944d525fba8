import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Look } from '../../core/poll.ts'
import { canonical } from '../../rest/host-addresses.ts'
import type { AddressActions, Seat } from '../flows/change-address.ts'
import type { AddressWish } from '../managers/bmcconfig.ts'
import { inPlace, statics } from './address-body.ts'
import {
  type AddressObject,
  createVlan,
  deleteInterface,
  type InterfaceObject,
  listInterfaces,
  patchInterface,
} from './client/ethernet-interface.ts'
import type { RedfishClient } from './client/resource.ts'
import { InterfaceWrites, interfaceAt, refuseTaken } from './interface-writes.ts'
import { isWanted, type Present, vlanOf } from './present-address.ts'

/** How long, in milliseconds, taking an address back may last; it happens after a run was ended too. */
const TAKE_BACK_MS = 20_000

/** The BMC at its new address. */
interface NewSeat extends Seat {
  readonly bmc: RedfishClient
}

/**
 * The requests that move a BMC from one address to another over Redfish. Where it keeps several static addresses, the new one is
 * added; where it keeps one (iDRAC, services before 2017), the new one takes the place of the old one, and there is no way back but
 * over the new one.
 */
export class AddressChange implements AddressActions<NewSeat> {
  readonly #writes = new InterfaceWrites()
  isDhcpOff = false
  readonly #bmc: RedfishClient
  readonly #present: Present
  readonly #wish: AddressWish
  readonly #told: { leftOpen(): void; replacing(): void }
  /** The interface that gets the address; with a VLAN that has to be made, known when it is. */
  #path: string
  #made: 'nothing' | 'address' | 'vlan' | 'in-place' = 'nothing'
  #gatewayBefore: string | undefined

  /** @param told that the session at the old address could not be ended, and that the BMC keeps one address only */
  constructor(
    bmc: RedfishClient,
    present: Present,
    wish: AddressWish,
    told: { leftOpen(): void; replacing(): void },
  ) {
    this.#bmc = bmc
    this.#present = present
    this.#wish = wish
    this.#told = told
    this.#path = present.nic.path
  }

  get sent(): readonly string[] {
    return this.#writes.sent
  }

  get #wantsVlan(): boolean {
    const { vlan } = this.#wish
    return vlan !== undefined && vlan !== vlanOf(this.#present.nic)
  }

  /** The present address is the one asked for, on its interface: all that can differ is its netmask, its origin and the gateway. */
  get #isSameAddress(): boolean {
    return !this.#wantsVlan && canonical(this.#present.object.address) === canonical(this.#wish.address)
  }

  /**
   * An address from DHCP is kept as a static one first: adding a static one ends DHCP on OpenBMC, and the BMC would be gone from where
   * it is known to answer.
   */
  async add(): Promise<void> {
    const { object, nic, interfaces } = this.#present
    const isVlanInPlace = this.#wantsVlan && nic.vlan !== undefined && nic.base === undefined
    if (this.#isSameAddress) {
      if (object.origin !== 'Static' || !isWanted(object, this.#wish)) await this.#replace()
      return
    }
    if (!nic.statics || isVlanInPlace) return this.#replace()
    if (object.origin !== 'Static' && !(await this.#keepFromDhcp())) return this.#replace()
    if (this.#wantsVlan) await this.#makeVlan(interfaces)
    else if (this.#find(interfaces)) return
    if (!(await this.#addTo(await interfaceAt(this.#bmc, this.#path)))) await this.#replace()
  }

  /** A login at the new address, where the same interface must show it: the password alone may fit another BMC too. */
  async look(): Promise<Look<NewSeat>> {
    const { signal, system } = this.#bmc
    const session = await this.#bmc.session.at(this.#wish.address, signal)
    const seat = { bmc: { session, signal, system }, close: () => session.close() }
    try {
      const interfaces = await listInterfaces(seat.bmc)
      this.#recognise(interfaces, seat.bmc)
      if (this.#find(interfaces)) return { done: true, value: seat }
    } catch (thrown) {
      await seat.close().catch(() => undefined) // the reason is `thrown`
      throw thrown
    }
    await seat.close()
    return { done: false, seen: 'it answers, and does not show the address' }
  }

  /** All static addresses of an interface have one gateway on OpenBMC, which refuses two. */
  async route({ bmc }: NewSeat): Promise<void> {
    const { gateway } = this.#wish
    const nic = await interfaceAt(bmc, this.#path)
    const found = this.#find([nic])
    if (!found || found.gateway === gateway) return
    this.#gatewayBefore = found.gateway
    const change = nic.statics
      ? statics(nic, () => ({ Gateway: gateway }))
      : inPlace(nic, found.address, { ...found, gateway })
    await this.#writes.patch(bmc, nic, change)
    await this.#writes.seen(bmc, `gateway ${gateway}`, (now) => this.#find(now)?.gateway === gateway)
  }

  async settle({ bmc }: NewSeat): Promise<void> {
    const { object, nic: before } = this.#present
    if (this.#isSameAddress) return
    const nic = await interfaceAt(bmc, before.path)
    if (nic.isDhcpOn && object.origin !== 'Static')
      await this.#writes.patch(bmc, nic, { DHCPv4: { DHCPEnabled: false } })
    if (canonical(object.address) !== canonical(this.#wish.address)) await this.#endOldSession(bmc)
    if (!this.#old(nic)) return
    const isOld = (address: string) => address === object.address
    if (nic.statics?.some(({ address }) => isOld(address)))
      await this.#writes.patch(
        bmc,
        nic,
        statics(nic, ({ address }) => (isOld(address) ? null : {})),
      )
    await this.#writes.seen(bmc, `${this.#wish.address} without ${object.address}`, (now) => {
      const left = now.find(({ path }) => path === before.path)
      return this.#find(now) !== undefined && (!left || !this.#old(left))
    })
  }

  async takeBack(): Promise<void> {
    const { session, system } = this.#bmc
    const bmc = { session, system, signal: AbortSignal.timeout(TAKE_BACK_MS) }
    const { object } = this.#present
    const nic = await interfaceAt(bmc, this.#path)
    if (this.#made === 'vlan') return deleteInterface(bmc, this.#path)
    if (this.#made === 'in-place') {
      if (!this.#old(nic)) await patchInterface(bmc, nic, inPlace(nic, this.#wish.address, object))
      return
    }
    const Gateway = this.#gatewayBefore
    const isNew = (address: string) => this.#made === 'address' && address === this.#wish.address
    if (Gateway !== undefined || nic.statics?.some(({ address }) => isNew(address)))
      await patchInterface(
        bmc,
        nic,
        statics(nic, ({ address }) =>
          isNew(address) ? null : { ...(Gateway !== undefined && { Gateway }) },
        ),
      )
  }

  /** The new address in the place of the old one, with everything that belongs to it, in one request. */
  async #replace(): Promise<void> {
    const { nic, object } = this.#present
    if (!this.#isSameAddress) {
      await refuseTaken(this.#bmc, this.#wish.address, object.address)
      this.#told.replacing()
    }
    this.#made = 'in-place'
    await this.#writes.patch(this.#bmc, nic, inPlace(nic, object.address, this.#wish))
  }

  /**
   * Beside the others, with the gateway that there is; false where the BMC keeps no more than it has: it refuses (400), or says with a
   * good answer that nothing was changed.
   */
  async #addTo(nic: InterfaceObject): Promise<boolean> {
    const { address, prefixLength } = this.#wish
    const gateway = this.#present.object.gateway ?? this.#wish.gateway
    if (this.#made === 'nothing') this.#made = 'address'
    try {
      const wanted = statics(nic, () => ({}), { address, prefixLength, gateway })
      const said = await this.#writes.patch(this.#bmc, nic, wanted)
      return said === undefined || this.#find(await listInterfaces(this.#bmc)) !== undefined
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (this.#made === 'vlan' || facts.kind !== 'bmc' || facts.status !== 400) throw thrown
      return false
    }
  }

  /** False where the BMC has no room for a second address beside it. */
  async #keepFromDhcp(): Promise<boolean> {
    const { nic, object } = this.#present
    if (nic.statics?.some(({ address }) => address !== '')) return false
    await this.#writes.patch(
      this.#bmc,
      nic,
      statics(nic, () => ({}), object),
    )
    await this.#writes.seen(this.#bmc, `${object.address} as a static address`, (now) => {
      const held = now.find(({ path }) => path === nic.path)
      this.isDhcpOff = held?.isDhcpOn === false
      return held?.statics?.some(({ address }) => address === object.address) === true
    })
    return true
  }

  async #makeVlan(interfaces: readonly InterfaceObject[]): Promise<void> {
    const { nic } = this.#present
    const { vlan } = this.#wish
    if (vlan === undefined) return
    const base = nic.base ?? nic.path
    const isIt = (one: InterfaceObject) => vlanOf(one) === vlan && one.base === base
    const there = interfaces.find(isIt)
    if (there) {
      this.#path = there.path
      return
    }
    this.#made = 'vlan'
    let path: string | undefined
    await this.#writes.send(`POST a VLAN ${vlan} on ${base}`, async () => {
      path = await createVlan(this.#bmc, base, vlan)
    })
    await this.#writes.seen(this.#bmc, `VLAN ${vlan}`, (now) => {
      this.#path = path ?? now.find(isIt)?.path ?? this.#path
      return now.some((one) => one.path === this.#path && vlanOf(one) === vlan)
    })
  }

  /** @throws HwctlError `trust` where another BMC has the address */
  #recognise(interfaces: readonly InterfaceObject[], { session }: RedfishClient): void {
    const { mac, path } = this.#present.nic
    const found = interfaces.find((one) => one.path === path)?.mac
    if (mac === undefined || found?.toLowerCase() === mac.toLowerCase()) return
    const { host, port } = session.rest.endpoint
    const reason = `another BMC answers there, with the MAC address ${found ?? 'unknown'}, not ${mac}`
    throw new HwctlError({ kind: 'trust', host, port, reason })
  }

  /** The new address. */
  #find(interfaces: readonly InterfaceObject[]): AddressObject | undefined {
    return interfaces
      .find(({ path }) => path === this.#path)
      ?.addresses.find((one) => isWanted(one, this.#wish) && one.origin === 'Static')
  }

  /** The address that we came by, from DHCP or kept as a static one. */
  #old({ addresses }: InterfaceObject): AddressObject | undefined {
    const { address, prefixLength } = this.#present.object
    return addresses.find((one) => one.address === address && one.prefixLength === prefixLength)
  }

  async #endOldSession(bmc: RedfishClient): Promise<void> {
    const { session } = this.#bmc
    await session.endOver(bmc.session).catch(() => this.#told.leftOpen())
    session.expectLoss()
  }
}

import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { canonical } from '../../rest/host-addresses.ts'
import { changeAddress } from '../flows/change-address.ts'
import type { AddressSet, AddressWish, BmcConfigNote } from '../managers/bmcconfig.ts'
import { AddressChange } from './address-change.ts'
import { getNetwork, resetNetwork } from './client/network.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { requestBmcReboot } from './client/state.ts'
import { gatewayKept, isWanted, nicFor, type Present, presentAt, zeroConfigOf } from './present-address.ts'

/** The requests of a change of address, at most. */
export function addressPlan({ address, prefixLength, gateway, vlan }: AddressWish): readonly string[] {
  const get = `GET ${ROOT}/network/enumerate`
  return [
    get,
    `POST ${ROOT}/network/NIC/action/IP with the present address, where that is from DHCP: it stays until the end`,
    ...(vlan === undefined ? [] : [`POST ${ROOT}/network/action/VLAN ${vlan}, where there is none`]),
    `POST ${ROOT}/network/NIC/action/IP ${address}/${prefixLength}`,
    `${get} at ${address}, again and again until it answers; else the new address is taken back`,
    `PUT ${ROOT}/network/NIC/attr/DefaultGateway ${gateway}, when it is another`,
    `DELETE ${ROOT}/network/NIC/ipv4/OLD, at ${address}`,
  ]
}

/** Gives the BMC another address, unless it has it already. */
export async function setAddress(
  target: Target<OpenBmcClient, BmcConfigNote>,
  wish: AddressWish,
): Promise<AddressSet> {
  const { bmc, node, signal } = target
  const { waitMs: forMs, ...wanted } = wish
  const present = await presentAt(await getNetwork(bmc), bmc.session.rest.endpoint.host)
  if (isSo(present, wish)) return { ...wanted, isChanged: false }
  const zeroConfig = zeroConfigOf(present)
  target.note({ said: 'changing-address', ...(zeroConfig && { zeroConfig }) })
  const change = new AddressChange(bmc, present, wish, () => target.note({ said: 'old-session-left' }))
  const story = { wanted: wish.address, old: present.object.address, ...(zeroConfig && { zeroConfig }) }
  await changeAddress(change, story, { forMs, signal })
  const isStored = canonical(node.bmc) === canonical(wish.address)
  return { ...wanted, isChanged: true, ...(!isStored && { stored: { node: node.name, bmc: node.bmc } }) }
}

/** Whether nothing is left to be done. */
function isSo(present: Present, wish: AddressWish): boolean {
  const { object, nic, network } = present
  const gateway = gatewayKept(network, nic.name)?.gateway
  return (
    isWanted(object, wish) &&
    nicFor(present, wish) === nic.name &&
    object.origin === 'Static' &&
    (object.gateway === wish.gateway || gateway === wish.gateway)
  )
}

/** As delivered, then restarted; where the BMC will be is for DHCP to say. */
export async function switchToDhcp(bmc: OpenBmcClient, node: string) {
  const lastSeen = bmc.session.rest.endpoint.host
  await resetNetwork(bmc)
  bmc.session.expectLoss()
  await requestBmcReboot(bmc).catch((thrown: unknown) => {
    const facts = factsOf(thrown)
    if (facts.kind === 'connect' && facts.closed) return
    throw new HwctlError(
      {
        kind: 'address',
        wanted: 'an address from DHCP',
        lastSeen,
        now: 'half-way',
        reason: `the BMC has to be restarted for it, and was not: ${facts.kind === 'bmc' ? facts.message : facts.kind}`,
        sent: [`POST ${ROOT}/network/action/Reset`],
      },
      thrown,
    )
  })
  return { node, lastSeen, isRestarting: true }
}

import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import { canonical } from '../../rest/host-addresses.ts'
import type { Session } from '../../rest/session.ts'
import { changeAddress } from '../flows/change-address.ts'
import { patiently } from '../flows/patience.ts'
import type { AddressSet, AddressWish, BmcConfigNote, DhcpSet } from '../managers/bmcconfig.ts'
import { fromDhcp, statics } from './address-body.ts'
import { AddressChange } from './address-change.ts'
import { type InterfaceObject, listInterfaces, patchInterface } from './client/ethernet-interface.ts'
import type { RedfishClient } from './client/resource.ts'
import { isWanted, ourInterface, type Present, presentAt, vlanOf, zeroConfigOf } from './present-address.ts'

const GET_NETWORK = 'GET the Manager, its EthernetInterfaces, and each'

/** The requests of a change of address, at most. */
export function addressPlan({ address, prefixLength, gateway, vlan }: AddressWish): readonly string[] {
  const patch = 'PATCH the EthernetInterface that carries the present address'
  return [
    GET_NETWORK,
    `${patch}, where that is from DHCP: IPv4StaticAddresses, so that it stays until the end`,
    ...(vlan === undefined
      ? []
      : [
          `POST a VLAN ${vlan} to the EthernetInterfaces, where there is none, or with the address, where it is a property`,
        ]),
    `${patch}: IPv4StaticAddresses with ${address}/${prefixLength} beside the present one`,
    'or, where the BMC keeps one address, in its place',
    `${GET_NETWORK}, at ${address}, again and again until it answers; else the new address is taken back`,
    `PATCH Gateway ${gateway}, when it is another`,
    `PATCH IPv4StaticAddresses without the old one, at ${address}`,
  ]
}

/** Gives the BMC another address, unless it has it already. */
export async function setAddress(
  target: Target<RedfishClient, BmcConfigNote>,
  wish: AddressWish,
): Promise<AddressSet> {
  const { bmc, node, signal } = target
  const { waitMs: forMs, ...wanted } = wish
  const present = await presentAt(await listInterfaces(bmc), bmc.session.rest.endpoint.host)
  if (isSo(present, wish)) return { ...wanted, isChanged: false }
  const zeroConfig = zeroConfigOf(present)
  target.note({ said: 'changing-address', ...(zeroConfig && { zeroConfig }) })
  const change = new AddressChange(bmc, present, wish, {
    leftOpen: () => target.note({ said: 'old-session-left' }),
    replacing: () => target.note({ said: 'one-address' }),
  })
  const story = { wanted: wish.address, old: present.object.address, ...(zeroConfig && { zeroConfig }) }
  await changeAddress(change, story, { forMs, signal })
  const isStored = canonical(node.bmc) === canonical(wish.address)
  return { ...wanted, isChanged: true, ...(!isStored && { stored: { node: node.name, bmc: node.bmc } }) }
}

/** @throws HwctlError as `setAddress` where it is not clear which address it is to take the place of */
export async function lookForAddress(bmc: RedfishClient): Promise<void> {
  await presentAt(await listInterfaces(bmc), bmc.session.rest.endpoint.host)
}

/** Whether nothing is left to be done. */
function isSo({ object, nic }: Present, wish: AddressWish): boolean {
  return (
    isWanted(object, wish) &&
    (wish.vlan === undefined || vlanOf(nic) === wish.vlan) &&
    object.origin === 'Static' &&
    object.gateway === wish.gateway
  )
}

/** The requests of a change to DHCP. */
export const DHCP_PLAN = [
  GET_NETWORK,
  'PATCH the EthernetInterface that carries the present address: DHCPv4.DHCPEnabled true, or AddressOrigin DHCP before 2017',
  `${GET_NETWORK}, until it shows an address from DHCP`,
  'PATCH IPv4StaticAddresses without those in force',
]

/** How often, and how long, an address from DHCP is looked for. */
const LEASE_PACE: Pace = { firstMs: 200, everyMs: 3000, forMs: 60_000 }

/**
 * Switches DHCP on. Static addresses that stay beside it are taken away when DHCP has given one, and not before; a BMC that keeps one
 * address may be gone at once, to where DHCP says.
 * @throws HwctlError `address` where DHCP gives none
 */
export async function switchToDhcp(bmc: RedfishClient, node: string): Promise<DhcpSet> {
  const lastSeen = bmc.session.rest.endpoint.host
  const nic = await ourInterface(bmc)
  const change = fromDhcp(nic)
  bmc.session.expectLoss()
  await patchInterface(bmc, nic, change).catch(leftWithoutAnswer)
  const sent = `PATCH ${nic.path} ${JSON.stringify(change)}`
  const wait = { sent, waitingFor: 'an address from DHCP', pace: LEASE_PACE, signal: bmc.signal }
  const failed = (thrown: unknown, what: string) => halfWay(thrown, { lastSeen, sent, what })
  const now = await until(() => leaseOf(bmc, nic), wait).catch((thrown: unknown) =>
    failed(thrown, 'no lease'),
  )
  const lease = now?.addresses.find(isLease)?.address
  if (lease === undefined) return { node, lastSeen, isRestarting: false }
  const there = canonical(lease) === canonical(lastSeen) ? bmc : undefined
  if (there) await withoutStatics(there, nic.path)
  else
    await leaseAnswers(bmc, lease)
      .catch((thrown: unknown) => failed(thrown, `DHCP gave ${lease}`))
      .then((session) => moveTo(bmc, session, nic.path))
  return { node, lastSeen, isRestarting: false, address: lease }
}

/** A login at the address that DHCP gave; the certificate that is pinned for the old one must be shown there. */
function leaseAnswers({ session, signal }: RedfishClient, lease: string): Promise<Session> {
  const look = () => patiently(async () => ({ done: true as const, value: await session.at(lease, signal) }))
  return until(look, { sent: 'DHCP', waitingFor: lease, pace: LEASE_PACE, signal })
}

/** Static addresses go over the new address, with the session that was at the old one. */
async function moveTo({ session: old, signal, system }: RedfishClient, session: Session, path: string) {
  try {
    await old.endOver(session).catch(() => undefined) // it is not told of twice: the loss is expected
    await withoutStatics({ session, signal, system }, path)
  } finally {
    await session.close().catch(() => undefined) // what could be done is done
  }
}

async function withoutStatics(bmc: RedfishClient, path: string): Promise<void> {
  const now = (await listInterfaces(bmc)).find((one) => one.path === path)
  const inForce = (address: string) =>
    now?.addresses.some((one) => one.address === address && one.origin === 'Static') === true
  if (!now?.statics?.some(({ address }) => inForce(address))) return
  await patchInterface(
    bmc,
    now,
    statics(now, ({ address }) => (inForce(address) ? null : {})),
  ).catch(leftWithoutAnswer)
}

const isLease = ({ family, origin }: { readonly family: number; readonly origin: string }) =>
  family === 4 && origin === 'DHCP'

/** The interface with its address from DHCP; undefined when the BMC does not answer any more where it was. */
async function leaseOf(bmc: RedfishClient, nic: InterfaceObject): Promise<Look<InterfaceObject | undefined>> {
  try {
    const now = (await listInterfaces(bmc)).find(({ path }) => path === nic.path)
    return now?.addresses.some(isLease)
      ? { done: true, value: now }
      : { done: false, seen: 'no address from DHCP' }
  } catch (thrown) {
    if (factsOf(thrown).kind !== 'connect') throw thrown
    return { done: true, value: undefined }
  }
}

/** A BMC whose address goes with the request closes the connection, or is silent. */
function leftWithoutAnswer(thrown: unknown): void {
  const facts = factsOf(thrown)
  if (facts.kind !== 'connect' || !facts.outcomeUnknown) throw thrown
}

/** DHCP is on, and the static address stays, as nothing better is known to answer. */
function halfWay(
  thrown: unknown,
  { lastSeen, sent, what }: { readonly lastSeen: string; readonly sent: string; readonly what: string },
): never {
  const facts = factsOf(thrown)
  const why =
    facts.kind === 'deadline'
      ? `waited ${Math.round(facts.waitedMs / 1000)} s: ${facts.lastSeen}`
      : 'reason' in facts
        ? facts.reason
        : facts.kind
  const reason = `${what}: ${why}; its static address stays`
  throw new HwctlError(
    { kind: 'address', wanted: 'an address from DHCP', lastSeen, now: 'half-way', reason, sent: [sent] },
    thrown,
  )
}

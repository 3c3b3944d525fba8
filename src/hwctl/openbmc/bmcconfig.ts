import { isIP } from 'node:net'
import { usageError } from '../../core/command.ts'
import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps, type Target } from '../../core/lifecycle.ts'
import {
  type BmcConfig,
  type BmcConfigNote,
  BmcConfiguration,
  type SettingName,
  type SettingReading,
} from '../managers/bmcconfig.ts'
import { addressPlan, setAddress, switchToDhcp } from './bmc-address.ts'
import { ntpServersOf, readNetwork } from './bmc-network.ts'
import { readPlan, readSetting, writePlan, writeSetting } from './bmc-settings.ts'
import { getNetwork, type InterfaceObject, putHostname, putNtpServers } from './client/network.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { presentAt } from './present-address.ts'
import { protocol } from './protocol.ts'

/** Settings of the BMC, and its place on the network, over OpenBMC's REST. */
export default executor(BmcConfiguration, protocol, {
  get: steps({
    plan: ({ settings, network }) => [...settings.flatMap(readPlan), ...(network ? [GET_NETWORK] : [])],
    run: (target, input) => read(target, input),
  }),
  set: steps({
    plan: ({ wishes }) => wishes.flatMap(writePlan),
    async run(target, { wishes }) {
      const names: SettingName[] = []
      for (const wish of wishes) {
        await writeSetting(target.bmc, wish).catch((thrown: unknown) => {
          if (names.length > 0) target.note({ said: 'set', names })
          throw thrown
        })
        names.push(wish.name)
      }
      return { set: names }
    },
  }),
  setHostname: steps({
    plan: ({ hostname }) => [
      `PUT ${ROOT}/network/config/attr/HostName ${hostname ?? "the node's attribute bmc"}`,
      GET_NETWORK,
    ],
    async run({ bmc, node }, { hostname = node.bmc }) {
      if (isIP(hostname)) throw noHostname(hostname)
      await putHostname(bmc, hostname)
      return { hostname: (await getNetwork(bmc)).hostname ?? '' }
    },
  }),
  setNtpServers: steps({
    plan: ({ servers }) => [
      GET_NETWORK,
      `PUT ${ROOT}/network/NIC/attr/NTPServers ${servers}, or StaticNTPServers where there is such`,
      GET_NETWORK,
    ],
    run: ({ bmc }, { servers }) => setNtpServers(bmc, servers),
  }),
  setAddress: steps({
    plan: addressPlan,
    validate(_input, { nodes }) {
      if (nodes.length > 1) throw usageError("Can not configure more than 1 nodes' ip at the same time")
    },
    run: (target, input) => setAddress(target, input),
  }),
  useDhcp: steps({
    plan: () => [
      `POST ${ROOT}/network/action/Reset`,
      `PUT ${ROOT}/state/bmc0/attr/RequestedBMCTransition Reboot`,
    ],
    run: ({ bmc, node }) => switchToDhcp(bmc, node.name),
  }),
})

const GET_NETWORK = `GET ${ROOT}/network/enumerate`

/** One thing that cannot be read does not hide the others: they are told before the error. */
async function read(
  { bmc, note }: Target<OpenBmcClient, BmcConfigNote>,
  wanted: { readonly settings: readonly SettingName[]; readonly network: boolean },
): Promise<BmcConfig> {
  const settings: Partial<Record<SettingName, SettingReading>> = {}
  const wrong: unknown[] = []
  for (const name of wanted.settings) {
    const reading = await readSetting(bmc, name).catch((thrown: unknown) => void wrong.push(thrown))
    if (reading) settings[name] = reading
  }
  const network = wanted.network
    ? await readNetwork(bmc).catch((thrown: unknown) => void wrong.push(noNetwork(thrown)))
    : undefined
  const config = { settings, ...(network && { network }) }
  if (wrong.length === 0) return config
  if (network || Object.keys(settings).length > 0) note({ said: 'read', config })
  throw together(wrong)
}

/** Images before 2017 have no network objects. */
function noNetwork(thrown: unknown): unknown {
  const facts = factsOf(thrown)
  if (facts.kind !== 'bmc' || facts.status !== 404) return thrown
  return new HwctlError({ kind: 'unsupported', what: 'network', status: 404 }, thrown)
}

/** Several settings that an image lacks are one error; else the first says what is wrong. */
function together(wrong: readonly unknown[]): unknown {
  const facts = wrong.map(factsOf)
  const [first] = facts
  const absent = facts.flatMap((one) => (one.kind === 'unsupported' ? [one.what] : []))
  if (first?.kind !== 'unsupported' || absent.length === 1) return wrong[0]
  return new HwctlError({ ...first, what: absent.join(', ') }, wrong[0])
}

function noHostname(hostname: string): HwctlError {
  const problem = `Invalid OpenBMC Hostname ${hostname}, can't set to OpenBMC`
  return new HwctlError({ kind: 'node-info', attribute: 'bmc', problem })
}

/** Images before 2021 have one list, which DHCP fills where it is on. */
async function setNtpServers(bmc: OpenBmcClient, servers: readonly string[]) {
  const nic = await ourInterface(bmc)
  if (nic.dhcp.isOn && !nic.staticNtpServers)
    throw new HwctlError({ kind: 'unsupported', what: 'BMC IP source is DHCP, could not set NTPServers' })
  await putNtpServers(bmc, nic, servers)
  const after = (await getNetwork(bmc)).interfaces.find(({ name }) => name === nic.name)
  return { servers: after ? ntpServersOf(after) : [] }
}

/** The interface that we talk to; the only one that has an address, where that is translated on the way. */
async function ourInterface(bmc: OpenBmcClient): Promise<InterfaceObject> {
  const network = await getNetwork(bmc)
  const [only, ...more] = network.interfaces.filter(({ addresses }) => addresses.length > 0)
  if (only && more.length === 0) return only
  return (await presentAt(network, bmc.session.rest.endpoint.host)).nic
}

import { isIP } from 'node:net'
import { usageError } from '../../core/command.ts'
import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { isNotFound } from '../flows/not-found.ts'
import { readSeveral, SILENTLY, setSeveral } from '../flows/several-settings.ts'
import { BmcConfiguration, type SettingName } from '../managers/bmcconfig.ts'
import { addressPlan, setAddress, switchToDhcp } from './bmc-address.ts'
import { nameServersOf, ntpServersOf, readNetwork } from './bmc-network.ts'
import { lookAtSetting, readPlan, readSetting, writePlan, writeSetting } from './bmc-settings.ts'
import {
  getNetwork,
  type InterfaceObject,
  putHostname,
  putNameServers,
  putNtpServers,
} from './client/network.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { presentAt } from './present-address.ts'
import { protocol } from './protocol.ts'

/** Settings of the BMC, and its place on the network, over OpenBMC's REST. */
export default executor(BmcConfiguration, protocol, {
  get: steps({
    plan: ({ settings, network }) => [...settings.flatMap(readPlan), ...(network ? [GET_NETWORK] : [])],
    look: ({ bmc }, input) => {
      const reading = {
        setting: (name: SettingName) => lookAtSetting(bmc, name),
        network: () => readNetwork(bmc).catch(noNetwork),
      }
      return readSeveral(reading, input, SILENTLY)
    },
    run: (target, input) =>
      readSeveral(
        {
          setting: (name) => readSetting(target.bmc, name),
          network: () => readNetwork(target.bmc).catch(noNetwork),
        },
        input,
        target,
      ),
  }),
  set: steps({
    plan: ({ wishes }) => wishes.flatMap(writePlan),
    look: async ({ bmc }, { wishes }) => {
      for (const { name } of wishes) await lookAtSetting(bmc, name)
    },
    run: (target, { wishes }) => setSeveral((wish) => writeSetting(target.bmc, wish), wishes, target),
  }),
  setHostname: steps({
    plan: ({ hostname }) => [
      `PUT ${ROOT}/network/config/attr/HostName ${hostname ?? "the node's attribute bmc"}`,
      GET_NETWORK,
    ],
    look: ({ bmc }) => readNetwork(bmc).catch(noNetwork),
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
    look: async ({ bmc }) => ntpInterface(bmc),
    run: ({ bmc }, { servers }) => setNtpServers(bmc, servers),
  }),
  setNameServers: steps({
    plan: ({ servers }) => [
      GET_NETWORK,
      `PUT ${ROOT}/network/NIC/attr/Nameservers ${servers}, or StaticNameServers where there is such`,
      GET_NETWORK,
    ],
    look: ({ bmc }) => ourInterface(bmc),
    run: ({ bmc }, { servers }) => setNameServers(bmc, servers),
  }),
  setAddress: steps({
    plan: addressPlan,
    validate(_input, { nodes }) {
      if (nodes.length > 1) throw usageError("Can not configure more than 1 nodes' ip at the same time")
    },
    look: async ({ bmc }) =>
      presentAt(await getNetwork(bmc).catch(noNetwork), bmc.session.rest.endpoint.host),
    run: (target, input) => setAddress(target, input),
  }),
  useDhcp: steps({
    plan: () => [
      `POST ${ROOT}/network/action/Reset`,
      `PUT ${ROOT}/state/bmc0/attr/RequestedBMCTransition Reboot`,
    ],
    look: ({ bmc }) => getNetwork(bmc).catch(noNetwork),
    run: ({ bmc, node }) => switchToDhcp(bmc, node.name),
  }),
})

const GET_NETWORK = `GET ${ROOT}/network/enumerate`

/** Images before 2017 have no network objects. */
function noNetwork(thrown: unknown): never {
  if (!isNotFound(thrown)) throw thrown
  throw new HwctlError({ kind: 'unsupported', what: 'network', status: 404 }, thrown)
}

function noHostname(hostname: string): HwctlError {
  const problem = `Invalid OpenBMC Hostname ${hostname}, can't set to OpenBMC`
  return new HwctlError({ kind: 'node-info', attribute: 'bmc', problem })
}

/** Images before 2021 have one list, which DHCP fills where it is on. */
async function setNtpServers(
  bmc: OpenBmcClient,
  servers: readonly string[],
): Promise<{ readonly servers: readonly string[]; readonly isDeferred: true }> {
  const nic = await ntpInterface(bmc)
  await putNtpServers(bmc, nic, servers)
  const after = (await getNetwork(bmc)).interfaces.find(({ name }) => name === nic.name)
  return { servers: after ? ntpServersOf(after) : [], isDeferred: true }
}

/** The interface that takes time servers. @throws HwctlError `unsupported` where DHCP sets them */
async function ntpInterface(bmc: OpenBmcClient): Promise<InterfaceObject> {
  const nic = await ourInterface(bmc)
  if (nic.dhcp.isOn && !nic.staticNtpServers)
    throw new HwctlError({ kind: 'unsupported', what: 'BMC IP source is DHCP, could not set NTPServers' })
  return nic
}

async function setNameServers(bmc: OpenBmcClient, servers: readonly string[]) {
  const nic = await ourInterface(bmc)
  await putNameServers(bmc, nic, servers)
  const after = (await getNetwork(bmc)).interfaces.find(({ name }) => name === nic.name)
  return { servers: after ? nameServersOf(after) : [] }
}

/** The interface that we talk to; the only one that has an address, where that is translated on the way. */
async function ourInterface(bmc: OpenBmcClient): Promise<InterfaceObject> {
  const network = await getNetwork(bmc)
  const [only, ...more] = network.interfaces.filter(({ addresses }) => addresses.length > 0)
  if (only && more.length === 0) return only
  return (await presentAt(network, bmc.session.rest.endpoint.host)).nic
}

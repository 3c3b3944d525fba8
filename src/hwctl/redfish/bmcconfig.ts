import { isIP } from 'node:net'
import { usageError } from '../../core/command.ts'
import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { readSeveral, SILENTLY, setSeveral } from '../flows/several-settings.ts'
import { BmcConfiguration, type SettingName } from '../managers/bmcconfig.ts'
import { addressPlan, DHCP_PLAN, lookForAddress, setAddress, switchToDhcp } from './bmc-address.ts'
import {
  hostnamePlace,
  nameServerPlace,
  ntpPlace,
  readNetwork,
  setHostname,
  setNameServers,
  setNtpServers,
  someNetwork,
} from './bmc-network.ts'
import { lookForSetting, readPlan, readSetting, writePlan, writeSetting } from './bmc-settings.ts'
import { readingOnce } from './client/resource.ts'
import { ourInterface } from './present-address.ts'
import { protocol } from './protocol.ts'

const GET_INTERFACES = 'GET the Manager, its EthernetInterfaces, and each'
const GET_PROTOCOL = 'GET the NetworkProtocol of the Manager'

/** Settings of the BMC, and its place on the network, over Redfish. */
export default executor(BmcConfiguration, protocol, {
  get: steps({
    plan: ({ settings, network }) => [
      ...new Set([...settings.flatMap(readPlan), ...(network ? [GET_INTERFACES, GET_PROTOCOL] : [])]),
    ],
    look({ bmc }, input) {
      return readSeveral(
        { setting: (name: SettingName) => readSetting(bmc, name), network: () => someNetwork(bmc) },
        input,
        SILENTLY,
      )
    },
    run(target, input) {
      const bmc = readingOnce(target.bmc)
      return readSeveral(
        { setting: (name) => readSetting(bmc, name), network: () => readNetwork(bmc) },
        input,
        target,
      )
    },
  }),
  set: steps({
    plan: ({ wishes }) => wishes.flatMap(writePlan),
    look: async ({ bmc }, { wishes }) => {
      for (const wish of wishes) await lookForSetting(bmc, wish)
    },
    run: (target, { wishes }) => setSeveral((wish) => writeSetting(target.bmc, wish), wishes, target),
  }),
  setHostname: steps({
    plan: ({ hostname }) => [
      GET_INTERFACES,
      `PATCH the EthernetInterface that carries the present address, or the NetworkProtocol, HostName ${hostname ?? "the node's attribute bmc"}`,
      GET_INTERFACES,
    ],
    look: ({ bmc }) => hostnamePlace(bmc),
    async run({ bmc, node }, { hostname = node.bmc }) {
      if (isIP(hostname)) throw noHostname(hostname)
      return setHostname(bmc, hostname)
    },
  }),
  setNtpServers: steps({
    plan: ({ servers }) => [GET_PROTOCOL, `PATCH it NTP.NTPServers ${servers}`, GET_PROTOCOL],
    look: ({ bmc }) => ntpPlace(bmc),
    run: ({ bmc }, { servers }) => setNtpServers(bmc, servers),
  }),
  setNameServers: steps({
    plan: ({ servers }) => [
      GET_INTERFACES,
      `PATCH the EthernetInterface that carries the present address StaticNameServers ${servers}`,
      GET_INTERFACES,
    ],
    look: ({ bmc }) => nameServerPlace(bmc),
    run: ({ bmc }, { servers }) => setNameServers(bmc, servers),
  }),
  setAddress: steps({
    plan: addressPlan,
    validate(_input, { nodes }) {
      if (nodes.length > 1) throw usageError("Can not configure more than 1 nodes' ip at the same time")
    },
    look: ({ bmc }) => lookForAddress(bmc),
    run: (target, input) => setAddress(target, input),
  }),
  useDhcp: steps({
    plan: () => DHCP_PLAN,
    look: ({ bmc }) => ourInterface(bmc),
    run: ({ bmc, node }) => switchToDhcp(bmc, node.name),
  }),
})

function noHostname(hostname: string): HwctlError {
  const problem = `Invalid OpenBMC Hostname ${hostname}, can't set to OpenBMC`
  return new HwctlError({ kind: 'node-info', attribute: 'bmc', problem })
}

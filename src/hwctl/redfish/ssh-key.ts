import { HwctlError } from '../../core/errors.ts'
import { executor, steps, untold } from '../../core/lifecycle.ts'
import { installKey, keyPlan } from '../flows/install-key.ts'
import { keyPair } from '../flows/ssh-key-file.ts'
import { SshKey } from '../managers/ssh-key.ts'
import { servicesOf } from './bmc-network.ts'
import type { RedfishClient } from './client/resource.ts'
import { protocol } from './protocol.ts'

/** SSH keys over SSH itself: Redfish 1.18 has a resource for them (Account.Keys), which hardly any BMC has. */
export default executor(SshKey, protocol, {
  install: steps({
    plan: keyPlan,
    pre: ({ file }, { cwd }) => keyPair(file, cwd),
    look: ({ bmc }) => lookForSsh(bmc),
    run: ({ node, signal }, { port }, pair) => installKey(pair, { node, port, signal }),
  }),
})

/** Whether its SSH takes keys only a try shows. @throws HwctlError `unsupported` where the BMC says that it is off */
async function lookForSsh(bmc: RedfishClient): Promise<unknown> {
  const services = await servicesOf(bmc)
  if (services?.data.SSH?.ProtocolEnabled === false)
    throw new HwctlError({ kind: 'unsupported', what: 'SSH: it is off' })
  return untold
}

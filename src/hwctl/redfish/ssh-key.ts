import { HwctlError } from '../../core/errors.ts'
import { executor, steps, untold } from '../../core/lifecycle.ts'
import { installKey, keyPlan } from '../flows/install-key.ts'
import { keyPair } from '../flows/ssh-key-file.ts'
import { SshKey } from '../managers/ssh-key.ts'
import { getNetworkProtocol } from './client/network-protocol.ts'
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

/** Whether it takes keys, too, only a try shows. @throws HwctlError `unsupported` where the BMC says that its SSH is off */
async function lookForSsh(bmc: RedfishClient): Promise<unknown> {
  const { SSH } = (await getNetworkProtocol(bmc, 'look_for_ssh')).data
  if (SSH?.ProtocolEnabled === false)
    throw new HwctlError({ kind: 'unsupported', what: 'SSH, which is off,' })
  return untold
}

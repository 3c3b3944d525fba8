import { executor, steps } from '../../core/lifecycle.ts'
import { installKey, keyPlan } from '../flows/install-key.ts'
import { keyPair } from '../flows/ssh-key-file.ts'
import { SshKey } from '../managers/ssh-key.ts'
import { protocol } from './protocol.ts'

/** SSH keys over SSH itself: Redfish 1.18 has a resource for them (Account.Keys), which hardly any BMC has. */
export default executor(SshKey, protocol, {
  install: steps({
    plan: keyPlan,
    pre: ({ file }, { cwd }) => keyPair(file, cwd),
    run: ({ node, signal }, { port }, pair) => installKey(pair, { node, port, signal }),
  }),
})

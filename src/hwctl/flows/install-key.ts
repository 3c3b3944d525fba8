import type { NodeInfo } from '../../core/node.ts'
import type { SshKeyInstalled, SshKeyWish } from '../managers/ssh-key.ts'
import { overSsh, runThere, type SshLogin } from './ssh-connection.ts'
import type { KeyPair } from './ssh-key-file.ts'

/** Where a key goes: SSH has nothing to do with the protocol that the BMC's web server speaks. */
export interface KeyPlace {
  readonly node: NodeInfo
  readonly port: number
  readonly signal: AbortSignal
}

/**
 * Puts a key into `~/.ssh/authorized_keys`, which OpenBMC's Dropbear reads, where it is not there; and logs in with it.
 * @throws HwctlError `connect`, `login`, `trust`; `bmc` where the commands fail
 */
export async function installKey(
  { line, privateKey }: KeyPair,
  { node, port, signal }: KeyPlace,
): Promise<SshKeyInstalled> {
  const { bmc: host, username, password } = node
  const login = (proof: SshLogin['proof']): SshLogin => ({ host, port, username, proof, signal })
  const said = await overSsh(login({ password: password.reveal() }), (client) =>
    runThere(client, addition(line), { host, port }),
  )
  if (privateKey) await overSsh(login({ privateKey }), async () => undefined)
  return { host, added: said.trim() === 'added', proven: privateKey !== undefined }
}

/** BusyBox's shell does it; a file whose last line has no end gets one first. The key has no quotes in it. */
function addition(line: string): string {
  const [type, key] = line.split(' ')
  return [
    'umask 077',
    'cd && mkdir -p .ssh && touch .ssh/authorized_keys || exit 1',
    'F=.ssh/authorized_keys',
    `if grep -qF '${type} ${key}' $F; then echo present; exit 0; fi`,
    '[ -z "$(tail -c 1 $F)" ] || echo >> $F || exit 1',
    `echo '${line}' >> $F && echo added`,
  ].join('\n')
}

/** What is done over SSH. */
export function keyPlan({ port }: SshKeyWish): readonly string[] {
  return [
    `SSH to port ${port}: a line more in ~/.ssh/authorized_keys, where it is not there`,
    `SSH to port ${port} with the key`,
  ]
}

import { executor, steps } from '../../core/lifecycle.ts'
import type { NodeInfo } from '../../core/node.ts'
import { overSsh, runThere, type SshLogin } from '../flows/ssh-connection.ts'
import { type KeyPair, keyPair } from '../flows/ssh-key-file.ts'
import { SshKey, type SshKeyInstalled } from '../managers/ssh-key.ts'
import { protocol } from './protocol.ts'

/** SSH keys of an OpenBMC: its Dropbear reads ~/.ssh/authorized_keys. */
export default executor(SshKey, protocol, {
  install: steps({
    plan: ({ port }) => [
      `SSH to port ${port}: a line more in ~/.ssh/authorized_keys, where it is not there`,
      `SSH to port ${port} with the key`,
    ],
    pre: ({ file }, { cwd }) => keyPair(file, cwd),
    run: ({ node, signal }, { port }, pair) => install(pair, { node, port, signal }),
  }),
})

interface Place {
  readonly node: NodeInfo
  readonly port: number
  readonly signal: AbortSignal
}

async function install(
  { line, privateKey }: KeyPair,
  { node, port, signal }: Place,
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

import { numberOption, show, usageError } from '../../core/command.ts'
import { SshKey } from '../../hwctl/managers/ssh-key.ts'
import type { RspconfigParser } from './parser.ts'

const SSH_PORT = 22

/** `rspconfig sshcfg`: lets the operator's SSH key in. */
export default {
  words: [{ word: 'sshcfg', summary: "put the operator's public SSH key onto the BMC" }],
  options: [
    { name: 'ssh-port', value: 'PORT', summary: 'with sshcfg: where SSH listens (default 22)' },
    {
      name: 'key',
      value: 'FILE',
      summary: 'with sshcfg: the public key (default: ~/.ssh/id_rsa.pub, id_ed25519.pub or id_ecdsa.pub)',
    },
  ],
  examples: [{ line: 'rack1 sshcfg', does: 'the BMCs of rack1 let you in with your SSH key' }],
  parse(words) {
    if (words.operands.length > 1) throw usageError('Configure sshcfg must be issued without other options.')
    if (words.operands[0] !== 'sshcfg') throw usageError('Invalid parameter for rspconfig sshcfg')
    const port = numberOption(words, 'ssh-port', SSH_PORT)
    if (port > 65_535) throw usageError('Option --ssh-port wants a port (1 to 65535)')
    const file = words.options.get('key')
    return show(SshKey.install({ port, ...(typeof file === 'string' && { file }) }), {
      result: ({ host, proven }) => [
        `ssh keys copied to ${host}${proven ? '' : ' (not tried: the private key cannot be used without asking)'}`,
      ],
    })
  },
} satisfies RspconfigParser

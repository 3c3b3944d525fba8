import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import ssh2 from 'ssh2'
import { errorText } from '../../src/edges/error-text.ts'
import { SshKey, type SshKeyInstalled } from '../../src/hwctl/managers/ssh-key.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { machine, SERVERS, succeeded } from './machines.ts'

const PASSWORD = '0penBmc'

/** A BMC's SSH server whose shell is this host's: it lets in the password, and what its authorized_keys has. */
async function sshServer(t: TestContext, address: string, home: string) {
  const authorized = join(home, '.ssh', 'authorized_keys')
  const seen: string[] = []
  const server = new ssh2.Server({ hostKeys: [newKey()] }, (client) => {
    client.on('error', () => undefined)
    client.on('authentication', (who) => {
      if (who.method === 'password') seen.push('password')
      if (who.method === 'password' && who.password === PASSWORD) return who.accept()
      const text = existsSync(authorized) ? readFileSync(authorized, 'utf8') : ''
      if (who.method === 'publickey' && text.includes(who.key.data.toString('base64'))) {
        if (who.signature) seen.push('key')
        return who.accept()
      }
      who.reject(['password', 'publickey'])
    })
    client.on('session', (accept) =>
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const stream = acceptExec()
        const shell = spawn('sh', ['-c', command], { env: { ...process.env, HOME: home } })
        shell.stdout.pipe(stream, { end: false })
        shell.on('close', (code) => {
          stream.exit(code ?? 1)
          stream.end()
        })
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  t.after(() => server.close())
  return { port: (server.address() as AddressInfo).port, seen, authorized }
}

function newKey(): string {
  return newPair().private
}

/** One key in two hundred that ssh2 makes is malformed, and is not taken. */
function newPair(): { readonly private: string; readonly public: string } {
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'op@host' })
  return ssh2.utils.parseKey(pair.private) instanceof Error ? newPair() : pair
}

/** An operator with a key; HOME is where known_hosts is. */
function operator(t: TestContext): { readonly home: string; readonly file: string } {
  const home = temporaryFolder(t)
  const pair = newPair()
  const file = join(home, 'id.pub')
  writeFileSync(file, `${pair.public}\n`)
  writeFileSync(join(home, 'id'), pair.private, { mode: 0o600 })
  const before = process.env.HOME
  process.env.HOME = home
  t.after(() => {
    process.env.HOME = before
  })
  return { home, file }
}

for (const kind of SERVERS)
  describe(`ssh-key: ${kind.name}`, () => {
    test('a key is added once, and a login with it is made', async (t) => {
      const { file } = operator(t)
      const { bmc, call } = await machine(t, kind)
      const server = await sshServer(t, bmc.address, temporaryFolder(t))
      const wish = SshKey.install({ port: server.port, file })
      const first = succeeded(await call(wish)) as SshKeyInstalled
      assert.deepEqual([first.added, first.proven], [true, true])
      const second = succeeded(await call(wish)) as SshKeyInstalled
      assert.deepEqual([second.added, second.proven], [false, true])
      assert.deepEqual(server.seen, ['password', 'key', 'password', 'key'])
      assert.equal(readFileSync(server.authorized, 'utf8').trim().split('\n').length, 1)
    })

    test('a key is appended to a file whose last line has no end', async (t) => {
      const { file } = operator(t)
      const { bmc, call } = await machine(t, kind)
      const server = await sshServer(t, bmc.address, temporaryFolder(t))
      mkdirSync(dirname(server.authorized))
      writeFileSync(server.authorized, 'ssh-rsa AAAA other')
      succeeded(await call(SshKey.install({ port: server.port, file })))
      const [first, second] = readFileSync(server.authorized, 'utf8').split('\n')
      assert.equal(first, 'ssh-rsa AAAA other')
      assert.equal(second, readFileSync(file, 'utf8').trim())
    })

    test('a host that shows another key than before gets no password', async (t) => {
      const { file, home } = operator(t)
      const { bmc, call } = await machine(t, kind)
      const server = await sshServer(t, bmc.address, temporaryFolder(t))
      mkdirSync(join(home, '.ssh'))
      const known = newPair().public
      writeFileSync(join(home, '.ssh', 'known_hosts'), `[${bmc.address}]:${server.port} ${known}\n`)
      const { error } = await call(SshKey.install({ port: server.port, file }))
      assert.ok(error?.kind === 'trust' && error.service === 'ssh')
      assert.deepEqual(server.seen, [])
    })

    test('1.12 SSH session is not authenticated, unable to connect: a wrong password, nobody there and no key each have their reason', async (t) => {
      const { file } = operator(t)
      const { bmc, call } = await machine(t, kind, { password: 'another' })
      const server = await sshServer(t, bmc.address, temporaryFolder(t))
      const refused = await call(SshKey.install({ port: server.port, file }))
      assert.ok(refused.error?.kind === 'login' && refused.error.service === 'ssh')
      assert.equal(errorText(refused.error), `SSH session to bmc ${bmc.address} is not authenticated`)
      const absent = await call(SshKey.install({ port: 1, file }))
      assert.ok(absent.error?.kind === 'connect' && absent.error.reason === 'ECONNREFUSED')
      assert.match(errorText(absent.error), new RegExp(`^Unable to connect to bmc ${bmc.address} `))
    })
  })

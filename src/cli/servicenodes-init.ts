import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { createUser } from '@nats-io/nkeys'
import { Command } from 'commander'
import { generate } from 'selfsigned'
import { brokerFiles } from '../broker/runners/service-node/broker-files.ts'
import { natsConf } from '../bus/nats-conf.ts'
import { fingerprintOfKey, lastingSealKey } from '../bus/seal-key.ts'
import { usageError } from '../core/command.ts'
import { openHome } from '../nodes/home.ts'
import type { CliContext } from './context.ts'
import { makeFolder, natsFiles, writePrivate, writeUsers } from './servicenodes-files.ts'

const DEFAULT_PORT = 4222
const TEN_YEARS_MS = 3650 * 86_400_000

interface InitOptions {
  readonly host?: string
  readonly port?: string
  readonly listen?: string
  readonly tls: boolean
}

/** `hwctl servicenodes init`: the configuration of NATS, its certificate, and this broker's own keys. */
export function initCommand({ env, stdout }: CliContext): Command {
  return new Command('init')
    .description('write what NATS and this broker need: nats-server.conf, a certificate, keys')
    .option('--host <name>', 'under which name or address service nodes reach NATS (default: this host)')
    .option('--port <port>', `the port of NATS (default: ${DEFAULT_PORT})`)
    .option('--listen <address>', 'the address that NATS listens on (default: all)', '0.0.0.0')
    .option('--no-tls', 'no TLS: everything is sealed still, but who talks to whom can be seen')
    .action(async ({ host = hostname(), port, listen, tls }: InitOptions) => {
      const home = openHome(env)
      const files = natsFiles(home)
      const { settings, key } = brokerFiles(home)
      if (existsSync(settings)) throw usageError(`Service nodes are set up already: ${settings} is there`)
      for (const folder of [files.folder, files.jetStream]) makeFolder(folder)
      const server = { listen: `${listen}:${port ?? DEFAULT_PORT}`, jetStreamFolder: files.jetStream }
      const ca = tls ? await makeCertificate(host, files) : undefined
      writePrivate(files.conf, natsConf({ ...server, ...(tls && { tls: files }) }, 'users.conf'))
      const user = createUser()
      writePrivate(files.broker, `${user.getPublicKey()}\n`)
      writeUsers(home)
      const servers = [`${tls ? 'tls' : 'nats'}://${host}:${port ?? DEFAULT_PORT}`]
      const seed = new TextDecoder().decode(user.getSeed())
      writePrivate(settings, `${JSON.stringify({ servers, seed, ...(ca && { ca }) }, undefined, 2)}\n`)
      const { public: publicKey } = lastingSealKey(key)
      stdout.write(
        `${files.conf} is written. This broker's key: ${fingerprintOfKey(publicKey)}\nNext:\n` +
          `  nats-server -c ${files.conf}\n  hwctl servicenodes add sn1 > sn1.join\n`,
      )
    })
}

/** One certificate that vouches for itself, which brokers and service nodes are given to trust. */
async function makeCertificate(host: string, { cert, key }: { cert: string; key: string }): Promise<string> {
  const isAddress = /^[\d.]+$|:/.test(host)
  const notBeforeDate = new Date(Date.now() - 86_400_000)
  const made = await generate([{ name: 'commonName', value: 'hwctl NATS' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + TEN_YEARS_MS),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [isAddress ? { type: 7, ip: host } : { type: 2, value: host }],
      },
    ],
  })
  writePrivate(cert, made.cert)
  writePrivate(key, made.private)
  return made.cert
}

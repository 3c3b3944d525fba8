import { existsSync } from 'node:fs'
import { createUser } from '@nats-io/nkeys'
import { Command } from 'commander'
import { KnownServiceNodes } from '../broker/runners/service-node/approved-keys.ts'
import { brokerFiles, readBusSettings } from '../broker/runners/service-node/broker-files.ts'
import { lastingSealKey } from '../bus/seal-key.ts'
import { checkedServiceNodeName } from '../bus/subjects.ts'
import { usageError } from '../core/command.ts'
import { openHome } from '../nodes/home.ts'
import type { CliContext } from './context.ts'
import { type JoinFile, natsFiles, notSetUp, writeUsers } from './servicenodes-files.ts'

/** `hwctl servicenodes add`: a service node may log in at NATS; what it needs for that goes to stdout. */
export function addServiceNodeCommand({ env, stdout, stderr }: CliContext): Command {
  return new Command('add')
    .description('let a service node log in at NATS; the file that it needs goes to stdout')
    .argument('<name>')
    .option('--pool <pool>', 'the pool that it is a member of')
    .action((name: string, { pool }: { readonly pool?: string }) => {
      const home = openHome(env)
      const files = brokerFiles(home)
      const bus = readBusSettings(home)
      if (!bus) throw notSetUp()
      for (const one of pool === undefined ? [name] : [name, pool]) checkedServiceNodeName(one)
      if (name === 'broker') throw usageError("'broker' is the broker's own name")
      const known = new KnownServiceNodes(files.known)
      const user = createUser()
      const isOurs = existsSync(natsFiles(home).broker)
      known.changing(() => {
        if (known.all().has(name))
          throw usageError(`${name} is there already; take it away first: hwctl servicenodes rm ${name}`)
        known.set(name, { nkey: user.getPublicKey(), ...(pool !== undefined && { pool }) })
        if (isOurs) writeUsers(home)
      })
      const { name: _, ...stored } = bus
      const join: JoinFile = {
        ...{ name, ...(pool !== undefined && { pool }) },
        ...{ ...stored, servers: [...stored.servers] },
        seed: new TextDecoder().decode(user.getSeed()),
        brokers: [lastingSealKey(files.key).public.toString('base64')],
      }
      stdout.write(`${JSON.stringify(join, undefined, 2)}\n`)
      stderr.write(
        isOurs
          ? `${name} may log in once NATS has read ${natsFiles(home).users} again: nats-server --signal reload\n`
          : `Let the nkey ${user.getPublicKey()} log in at your NATS\n`,
      )
    })
}

/** `hwctl servicenodes rm`: it may not log in any more, and its key is forgotten. */
export function removeServiceNodeCommand({ env, stdout }: CliContext): Command {
  return new Command('rm')
    .description('a service node may not log in any more, and its key is forgotten')
    .argument('<name>')
    .action((name: string) => {
      const home = openHome(env)
      const known = new KnownServiceNodes(brokerFiles(home).known)
      known.changing(() => {
        if (!known.all().has(name)) throw usageError(`No service node ${name} is known here`)
        known.remove(name)
        if (existsSync(natsFiles(home).broker)) writeUsers(home)
      })
      stdout.write(`${name} is gone once NATS has read its users again: nats-server --signal reload\n`)
    })
}

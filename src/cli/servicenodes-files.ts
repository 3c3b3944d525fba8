import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { KnownServiceNodes } from '../broker/runners/service-node/approved-keys.ts'
import { brokerFiles, type StoredBus } from '../broker/runners/service-node/broker-files.ts'
import { usersConf } from '../bus/nats-conf.ts'
import { usageError } from '../core/command.ts'
import { HwctlError } from '../core/errors.ts'

/** What a service node is given on its way, in a file: how to reach NATS, as whom, and for which brokers. */
export interface JoinFile extends StoredBus {
  readonly name: string
  readonly pool?: string
  /** The lasting public keys of its brokers, base64. */
  readonly brokers: readonly string[]
}

const joinSchema = z.object({
  name: z.string(),
  pool: z.string().exactOptional(),
  servers: z.array(z.string()).min(1),
  seed: z.string().exactOptional(),
  ca: z.string().exactOptional(),
  brokers: z.array(z.string()).min(1),
})

/** @throws HwctlError `file` for what is no such file */
export function readJoinFile(path: string): JoinFile {
  try {
    return joinSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    const reason = code ?? 'not a file that hwctl servicenodes add wrote'
    throw new HwctlError({ kind: 'file', path, reason }, thrown)
  }
}

/** Where NATS keeps its things. */
export function natsFiles(home: string) {
  const folder = join(brokerFiles(home).folder, 'nats')
  return {
    folder,
    conf: join(folder, 'nats-server.conf'),
    users: join(folder, 'users.conf'),
    cert: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
    jetStream: join(folder, 'jetstream'),
    broker: join(folder, 'broker.nkey'),
  }
}

/** A file for this user only, that is there whole or not at all. */
export function writePrivate(path: string, text: string): void {
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, text, { mode: 0o600 })
  renameSync(beside, path)
}

export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}

/** Says to NATS who may log in: the broker and every service node that has an nkey. */
export function writeUsers(home: string): void {
  const { users, broker } = natsFiles(home)
  const nkey = readFileSync(broker, 'utf8').trim()
  const known = [...new KnownServiceNodes(brokerFiles(home).known).all()]
  const serviceNodes = known.flatMap(([name, one]) =>
    one.nkey === undefined ? [] : [{ name, nkey: one.nkey }],
  )
  writePrivate(users, usersConf([{ name: 'broker', nkey }, ...serviceNodes]))
}

/** @throws HwctlError `usage` where nobody set it up */
export function notSetUp(): HwctlError {
  return usageError('Service nodes are not set up here; begin with: hwctl servicenodes init')
}

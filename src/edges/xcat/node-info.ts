import { z } from 'zod'
import { HwctlError } from '../../core/errors.ts'
import {
  type NodeInfo,
  type NodeName,
  PROTOCOL_NAMES,
  type ProtocolName,
  Secret,
  TLS_LEVELS,
  TLS_POLICIES,
  type TlsLevel,
  type TlsPolicy,
} from '../../core/node.ts'

/** What stands in for attributes that xCAT does not know of. */
export interface NodeDefaults {
  readonly protocol: ProtocolName | 'auto'
  readonly tls: TlsPolicy
  readonly tlsLevel: TlsLevel
}

const HTTPS_PORT = 443

const portSchema = z.coerce.number().int().min(1).max(65_535)

/** Perl writes a text that it has used as a number as a number. */
const textSchema = z.union([z.string(), z.number()]).transform(String)

const infoSchema = z.object({
  bmc: z.string().optional().nullable(),
  bmcip: z.string().optional().nullable(),
  username: textSchema,
  password: textSchema.transform((text) => new Secret(text)),
  pendingpassword: textSchema.transform((text) => new Secret(text)).optional(),
  protocol: z.enum([...PROTOCOL_NAMES, 'auto']).optional(),
  port: portSchema.optional(),
  system: z.string().optional(),
  tls: z.enum(TLS_POLICIES).optional(),
  tlslevel: z.literal(TLS_LEVELS).optional(),
  servicenode: z.array(z.string()).optional(),
})

/** The name of a node, checked: it goes into lines of text, so nothing that is not to be seen is in it. */
export const nodeNameSchema = z.custom<NodeName>(
  (name) => typeof name === 'string' && /^[^\s\p{Cc}]{1,255}$/u.test(name),
  'not a name of a node',
)

/**
 * One entry of `nodeinfo` as a node.
 * @throws HwctlError `node-info` that names the attribute.
 */
export function readNodeInfo(name: NodeName, entry: unknown, defaults: NodeDefaults): NodeInfo {
  const read = infoSchema.safeParse(entry)
  if (!read.success) throw problemOf(entry, read.error.issues[0])
  const { system, port, ...info } = read.data
  const { host, port: ownPort } = readAddress(info.bmcip || info.bmc || '')
  return {
    name,
    protocol: info.protocol ?? defaults.protocol,
    bmc: host,
    port: port ?? ownPort ?? HTTPS_PORT,
    username: info.username,
    password: info.password,
    ...(system !== undefined && { system }),
    ...(info.servicenode && { serviceNodes: info.servicenode }),
    ...(info.pendingpassword && { pendingPassword: info.pendingpassword }),
    tls: info.tls ?? defaults.tls,
    tlsLevel: info.tlslevel ?? defaults.tlsLevel,
  }
}

/** xCAT's agent put what it was given between `https://` and the path, so `HOST:PORT` works there and has to here. */
function readAddress(text: string): { readonly host: string; readonly port?: number } {
  if (text === '') throw missing('bmc')
  const [, bracketed, plain, port] = /^(?:\[([\da-f:.%]+)\]|([^:]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = bracketed ?? plain ?? text
  if (!/^[\p{L}\p{N}._:%-]+$/u.test(host)) throw notRight('bmc', 'neither a host name nor an address')
  return { host, ...(port !== undefined && { port: checkedPort(port) }) }
}

function checkedPort(text: string): number {
  const read = portSchema.safeParse(text)
  if (!read.success) throw notRight('bmc', 'a port is between 1 and 65535')
  return read.data
}

function problemOf(entry: unknown, issue: z.core.$ZodIssue | undefined): HwctlError {
  const attribute = issue?.path[0]
  if (typeof entry !== 'object' || entry === null || typeof attribute !== 'string') return nothingKnown()
  return Object.hasOwn(entry, attribute) ? notRight(attribute, issue?.message ?? '') : missing(attribute)
}

function nothingKnown(): HwctlError {
  return nodeInfoError('nodeinfo', 'Unable to get node information: the request has none')
}

function missing(attribute: string): HwctlError {
  return nodeInfoError(attribute, `Unable to get attribute ${attribute}`)
}

function notRight(attribute: string, why: string): HwctlError {
  return nodeInfoError(attribute, `The attribute ${attribute} is not right: ${why}`)
}

function nodeInfoError(attribute: string, problem: string): HwctlError {
  return new HwctlError({ kind: 'node-info', attribute, problem })
}

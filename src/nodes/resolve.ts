import { type ErrorFacts, factsOf, HwctlError } from '../core/errors.ts'
import {
  type NodeInfo,
  type NodeName,
  PROTOCOL_NAMES,
  Secret,
  TLS_LEVELS,
  TLS_POLICIES,
} from '../core/node.ts'
import { isHost } from './bmc-address.ts'
import type { NodeRecord } from './node-record.ts'
import type { NodeStore } from './node-store.ts'
import { passwordReference } from './secrets/password-text.ts'
import { type ReferenceOptions, referenceReader } from './secrets/referred-password.ts'
import { type SecretOwner, Vault } from './secrets/vault.ts'
import { foundProtocol, groupsOf, type Rules, type Standing, standing } from './standing.ts'

/** Facts of a node whose BMC cannot be reached for want of an attribute. */
export type NodeInfoFacts = Extract<ErrorFacts, { readonly kind: 'node-info' }>

/** What became of one name: all that is needed to talk to its BMC, or what is missing. */
export type Resolution =
  | { readonly name: NodeName; readonly info: NodeInfo }
  | { readonly name: NodeName; readonly error: NodeInfoFacts }

/** How names are resolved: with which environment, until when. */
export type ResolveOptions = ReferenceOptions

type PasswordSource = (standing: Standing, name: NodeName) => Promise<Secret>

/** Everything needed to talk to the BMCs of these nodes, in the order of names; one node's trouble is not another's. */
export async function resolveNodes(
  store: NodeStore,
  names: readonly NodeName[],
  options: ResolveOptions,
): Promise<readonly Resolution[]> {
  const rules = store.rules()
  const records = new Map(store.nodes.records(names).map((node) => [node.name, node]))
  const passwordOf = passwordSource(store.home, options)
  const found = await Promise.all(names.map((name) => resolution(name, records.get(name), rules, passwordOf)))
  return withPending(found, store)
}

/** What changes of passwords that were broken off may have set. */
function withPending(found: readonly Resolution[], store: NodeStore): readonly Resolution[] {
  const pending = store.pendingPasswords.all()
  if (pending.size === 0) return found
  const vault = new Vault(store.home)
  return found.map((one) => {
    const sealed = pending.get(one.name)
    if (sealed === undefined || !('info' in one)) return one
    const pendingPassword = new Secret(opened(vault, sealed, `node:${one.name}`))
    return { ...one, info: { ...one.info, pendingPassword } }
  })
}

async function resolution(
  name: NodeName,
  node: NodeRecord | undefined,
  rules: Rules,
  passwordOf: PasswordSource,
): Promise<Resolution> {
  try {
    return { name, info: await nodeInfo(name, node, rules, passwordOf) }
  } catch (error) {
    const facts = factsOf(error)
    if (facts.kind === 'node-info') return { name, error: facts }
    throw error
  }
}

async function nodeInfo(
  name: NodeName,
  node: NodeRecord | undefined,
  rules: Rules,
  passwordOf: PasswordSource,
): Promise<NodeInfo> {
  if (node === undefined || !isDescribed(node, rules))
    throw nodeInfoError('bmc', 'Unable to get information from openbmc table')
  const value = (key: string) => standing(node, key, rules)?.value
  const bmc = value('bmc')
  if (bmc === undefined) throw nodeInfoError('bmc', 'Unable to get attribute bmc')
  if (!isHost(bmc)) throw nodeInfoError('bmc', `Unable to resolve ip address for bmc: ${bmc}`)
  const username = value('username')
  if (username === undefined) throw nodeInfoError('username', 'Unable to get attribute username')
  const password = standing(node, 'password', rules)
  if (password === undefined) throw nodeInfoError('password', 'Unable to get attribute password')
  const system = value('system')
  const serviceNodes = value('servicenode')?.split(',')
  return {
    name,
    protocol: protocolOf(node, rules),
    bmc,
    port: Number(value('port')),
    username,
    password: await passwordOf(password, name),
    tls: TLS_POLICIES.find((policy) => policy === value('tls')) ?? 'pin',
    tlsLevel: TLS_LEVELS.find((level) => String(level) === value('tlslevel')) ?? 2,
    ...(system === undefined ? {} : { system }),
    ...(serviceNodes === undefined ? {} : { serviceNodes }),
  }
}

/** True when something was written about the BMC, on the node or on one of its groups. */
function isDescribed(node: NodeRecord, rules: Rules): boolean {
  return ['bmc', 'username', 'password', 'port', 'protocol', 'system'].some((key) => {
    const from = standing(node, key, rules)?.from
    return from === 'node' || from?.startsWith('group=')
  })
}

function protocolOf(node: NodeRecord, rules: Rules): NodeInfo['protocol'] {
  const written = standing(node, 'protocol', rules)?.value
  const spoken = written === 'auto' ? foundProtocol(node, groupsOf(node, rules), rules.defaults) : written
  return PROTOCOL_NAMES.find((protocol) => protocol === spoken) ?? 'auto'
}

function passwordSource(home: string, options: ResolveOptions): PasswordSource {
  const vault = new Vault(home)
  const read = referenceReader(options)
  return async ({ value, from }, name) => {
    const reference = passwordReference(value)
    if (reference === undefined)
      return new Secret(opened(vault, value, from === 'node' ? `node:${name}` : `default:${from}`))
    const referred = await read({ ...reference, target: reference.target.replaceAll('{name}', name) })
    if ('password' in referred) return new Secret(referred.password)
    throw passwordError(referred.problem)
  }
}

function opened(vault: Vault, sealed: string, owner: SecretOwner): string {
  try {
    return vault.open(sealed, owner)
  } catch (error) {
    const facts = factsOf(error)
    throw facts.kind === 'usage' ? passwordError(facts.problem) : error
  }
}

function passwordError(reason: string): HwctlError {
  return nodeInfoError('password', `Unable to get attribute password (${reason})`)
}

function nodeInfoError(attribute: string, problem: string): HwctlError {
  return new HwctlError({ kind: 'node-info', attribute, problem })
}

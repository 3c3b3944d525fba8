import type { Call } from '../core/capability.ts'
import type { ErrorFacts } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import { type NodeInfo, Secret } from '../core/node.ts'
import type { NodeStore } from '../nodes/node-store.ts'
import { passwordReference } from '../nodes/secrets/password-text.ts'
import { Vault } from '../nodes/secrets/vault.ts'
import { standing } from '../nodes/standing.ts'
import type { Resolved } from './dispatch.ts'

/** Errors that show that nothing was sent that changes a password, as long as nobody said that it is about to be. */
const BEFORE_ANYTHING: readonly ErrorFacts['kind'][] = ['login', 'trust', 'node-info', 'unsupported', 'usage']

/**
 * The node store's side of a change of passwords, such that whoever is killed at whatever moment leaves a store that gets in: the new
 * password is there, sealed, before the BMC is asked for anything; it becomes the node's own only after a login with it.
 */
export class PasswordChanges {
  readonly #store: NodeStore
  /** Nodes whose new password this process put there, until it is about to be set. */
  readonly #unsent = new Set<string>()
  /** Nodes whose new password this process put there. */
  readonly #made = new Set<string>()

  constructor(store: NodeStore) {
    this.#store = store
  }

  /** Puts the new password beside the old one, at once for all nodes, or tells why a node's cannot be changed; other calls pass. */
  prepare(call: Call, resolved: Resolved): Resolved {
    if (call.capability !== 'account' || call.op !== 'changePassword') return resolved
    const { from, to } = call.input as { readonly from?: string; readonly to: string }
    const kept = this.#kept()
    const problems = new Map(
      resolved.nodes.map((node) => [node, problemOf(node, { from, to }, kept(node.name))]),
    )
    const nodes = resolved.nodes.filter((node) => problems.get(node) === undefined)
    this.#put(nodes, to)
    const failures = resolved.nodes.flatMap((node) => {
      const problem = problems.get(node)
      return problem === undefined ? [] : [{ node: node.name, error: nodeInfo(problem) }]
    })
    const pendingPassword = new Secret(to)
    return {
      nodes: nodes.map((node) => ({ ...node, pendingPassword })),
      failures: [...resolved.failures, ...failures],
    }
  }

  /** @throws HwctlError where the store cannot be written; the new password stays beside the old one then */
  see(event: RunEvent): void {
    if (event.kind === 'password' && event.state === 'proved') this.#settle(event.node)
    if (event.kind === 'password' && event.state === 'setting') this.#unsent.delete(event.node)
    if (event.kind === 'password' && event.state === 'refused') this.#drop(event.node)
    if (
      event.kind === 'failure' &&
      event.node !== undefined &&
      this.#unsent.has(event.node) &&
      isBefore(event.error)
    )
      this.#drop(event.node)
  }

  /** What the store has for a node's password. */
  #kept(): (name: string) => string | undefined {
    const rules = this.#store.rules()
    return (name) => {
      const record = this.#store.nodes.get(name)
      return record && standing(record, 'password', rules)?.value
    }
  }

  #put(nodes: readonly NodeInfo[], to: string): void {
    const vault = new Vault(this.#store.home)
    this.#store.write(() => {
      for (const { name, pendingPassword } of nodes) {
        if (pendingPassword !== undefined) continue
        this.#store.pendingPasswords.put(name, vault.seal(to, `node:${name}`))
        this.#unsent.add(name)
        this.#made.add(name)
      }
    })
  }

  /** It is the node's own from now on. */
  #settle(name: string): void {
    this.#store.write(() => {
      const sealed = this.#store.pendingPasswords.all().get(name)
      const record = this.#store.nodes.get(name)
      if (sealed === undefined || record === undefined) return
      const attributes = new Map(record.attributes).set('password', sealed)
      this.#store.nodes.put([{ ...record, attributes }])
      this.#store.pendingPasswords.remove(name)
    })
  }

  /** One that an earlier run left is not ours to drop: it may be what the BMC has. */
  #drop(name: string): void {
    if (this.#made.delete(name)) this.#store.pendingPasswords.remove(name)
    this.#unsent.delete(name)
  }
}

function isBefore(error: ErrorFacts): boolean {
  return BEFORE_ANYTHING.includes(error.kind) || (error.kind === 'connect' && error.phase === 'login')
}

/** Why this node's password cannot be changed, or undefined. */
function problemOf(
  { pendingPassword, password }: NodeInfo,
  { from, to }: { readonly from?: string | undefined; readonly to: string },
  kept: string | undefined,
): string | undefined {
  if (from !== undefined && from !== password.reveal())
    return 'Current BMC password is incorrect, cannot set the new password.'
  if (kept !== undefined && passwordReference(kept) !== undefined)
    return (
      `The password is kept in ${kept}, where hwctl does not write: change it on the BMC and there by hand, or have hwctl ` +
      'keep it (hwctl nodes set NODE password=-) and try again'
    )
  if (pendingPassword !== undefined && pendingPassword.reveal() !== to)
    return (
      'A change to another password was broken off, and the BMC may have that one: try again with that one as NEW, or store the ' +
      'right one with: hwctl nodes set NODE password=-'
    )
  return undefined
}

function nodeInfo(problem: string): ErrorFacts {
  return { kind: 'node-info', attribute: 'password', problem }
}

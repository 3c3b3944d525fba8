import type { RunEvent } from '../core/event.ts'
import type { NodeInfo } from '../core/node.ts'
import type { NodeStore } from '../nodes/node-store.ts'
import type { PinStore } from '../rest/trust.ts'
import { PasswordChanges } from './password-changes.ts'

/** How long, in milliseconds, what was found out stays in memory before it is written, so that a thousand nodes are one write. */
const FLUSH_MS = 250

/** What runs find out and the node store is to keep: statuses, protocols of `auto` nodes, certificates seen for the first time. */
export class Ledger implements PinStore {
  readonly #store: NodeStore
  /** Changes of passwords: written at once, as answers say that they are. */
  readonly passwords: PasswordChanges
  readonly #bmcs = new Map<string, string>()
  #statuses: { node: string; status: string; at: string }[] = []
  #found: { node: string; protocol: NodeInfo['protocol'] & ('openbmc' | 'redfish'); bmc: string }[] = []
  readonly #pins = new Map<string, { host: string; port: number; fingerprint: string; firstSeen: string }>()
  #timer: NodeJS.Timeout | undefined

  constructor(store: NodeStore) {
    this.#store = store
    this.passwords = new PasswordChanges(store)
  }

  /** Which BMC each node of a run has: what is found out there does not hold for another one. */
  expect(nodes: readonly NodeInfo[]): void {
    for (const { name, bmc } of nodes) this.#bmcs.set(name, bmc)
  }

  see(event: RunEvent): void {
    this.passwords.see(event)
    if (event.kind === 'status') this.#statuses.push({ node: event.node, status: event.status, at: event.at })
    else if (event.kind === 'learned')
      this.#found.push({ node: event.node, protocol: event.protocol, bmc: this.#bmcs.get(event.node) ?? '' })
    else return
    this.#flushSoon()
  }

  get(host: string, port: number): string | undefined {
    return (this.#pins.get(`${host} ${port}`) ?? this.#store.pins.get(host, port))?.fingerprint
  }

  set(host: string, port: number, fingerprint: string): void {
    this.#pins.set(`${host} ${port}`, { host, port, fingerprint, firstSeen: new Date().toISOString() })
    this.#flushSoon()
  }

  announced(host: string, port: number): string | undefined {
    if (this.#pins.has(`${host} ${port}`)) return undefined
    return this.#store.pins.get(host, port)?.announced
  }

  /** At once, as the BMC may show it from the next moment on, whatever becomes of this process. */
  announce(host: string, port: number, fingerprint: string | undefined): void {
    this.flush()
    this.#store.pins.announce(host, port, fingerprint)
  }

  /** Writes what is still in memory. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const [statuses, found, pins] = [this.#statuses, this.#found, [...this.#pins.values()]]
    if (statuses.length + found.length + pins.length === 0) return
    this.#store.write(() => {
      if (statuses.length > 0) this.#store.statuses.put(statuses)
      if (found.length > 0) this.#store.foundProtocols.remember(found)
      for (const pin of pins) this.#store.pins.set(pin)
    })
    this.#statuses = []
    this.#found = []
    this.#pins.clear()
  }

  /** A node store that is busy is tried again: what was found out is kept until it is written. */
  #flushSoon(): void {
    this.#timer ??= setTimeout(() => {
      try {
        this.flush()
      } catch {
        this.#flushSoon()
      }
    }, FLUSH_MS)
  }
}

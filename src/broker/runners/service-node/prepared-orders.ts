import type { StoredFile } from '../../../bus/files/file-store.ts'
import { type Order, preparedText } from '../../../bus/order.ts'
import type { PreparedCall } from '../../../core/engine-parts.ts'
import { HwctlError } from '../../../core/errors.ts'
import type { ProtocolName } from '../../../core/node.ts'
import type { filesOfCall } from './files-of-call.ts'

/** How what `pre` made gets to service nodes. */
export interface PreparedOrdersParts {
  /** The names of the pool, as its nodes have them. */
  readonly pool: string
  readonly filesOf: typeof filesOfCall
  /** Puts a file where service nodes can fetch it. */
  store(path: string): Promise<StoredFile>
}

/** What `pre` made for each protocol, as orders: after the files that it names. */
export class PreparedOrders {
  readonly #parts: PreparedOrdersParts
  readonly #work: PreparedCall

  constructor(parts: PreparedOrdersParts, work: PreparedCall) {
    this.#parts = parts
    this.#work = work
  }

  /** For the protocols that are known from the beginning. */
  async known(): Promise<readonly Order[]> {
    const made = [...this.#work.prepared]
    return (await Promise.all(made.map(([protocol, value]) => this.#of(protocol, value)))).flat()
  }

  /** For one that a node was found to speak. @throws HwctlError where `pre` ended the run */
  async found(protocol: ProtocolName): Promise<readonly Order[]> {
    return await this.#of(protocol, await this.#work.prepare?.(protocol))
  }

  async #of(protocol: ProtocolName, value: unknown): Promise<readonly Order[]> {
    const { filesOf, store } = this.#parts
    const paths = await filesOf(this.#work.call, protocol, value)
    const files = await Promise.all(
      paths.map(async (path) => ({ is: 'file', path, ...(await store(path)) }) as const),
    )
    return [...files, { is: 'prepared', protocol, value: this.#text(value) }]
  }

  /** @throws HwctlError for what `pre` made and cannot cross */
  #text(value: unknown): string {
    try {
      return preparedText(value)
    } catch (thrown) {
      const { call } = this.#work
      const reason = `${call.capability} ${call.op}: what it needs cannot leave this machine`
      const about = { serviceNode: this.#parts.pool, problem: 'local', reason } as const
      throw new HwctlError({ kind: 'service-node', ...about }, thrown)
    }
  }
}

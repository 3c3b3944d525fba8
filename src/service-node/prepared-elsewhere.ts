import { HwctlError } from '../core/errors.ts'
import type { ProtocolName } from '../core/node.ts'

/** What `pre` made at the broker: it comes with the run, or when a node is found to speak a protocol that nobody knew of. */
export class PreparedElsewhere {
  readonly #waiting = new Map<ProtocolName, PromiseWithResolvers<unknown>>()
  readonly #ask: (protocol: ProtocolName) => void
  #hasEndedRun = false

  /** @param ask asks the broker */
  constructor(ask: (protocol: ProtocolName) => void) {
    this.#ask = ask
  }

  /** @throws HwctlError `cancelled` where `pre` ended the run */
  get(protocol: ProtocolName): Promise<unknown> {
    const known = this.#waiting.get(protocol)
    if (!known) this.#ask(protocol)
    return (known ?? this.#expect(protocol)).promise
  }

  /** `pre` ended the run; its broker has said why. */
  get hasEndedRun(): boolean {
    return this.#hasEndedRun
  }

  /** @param value may still be on its way */
  arrived(protocol: ProtocolName, value: unknown): void {
    const { resolve } = this.#waiting.get(protocol) ?? this.#expect(protocol)
    resolve(value)
  }

  /** There is nothing for this protocol, because `pre` ended the run. */
  endedRun(protocol: ProtocolName): void {
    this.#hasEndedRun = true
    const { reject } = this.#waiting.get(protocol) ?? this.#expect(protocol)
    reject(new HwctlError({ kind: 'cancelled', reason: 'the run could not start', reached: false }))
  }

  /** Nothing comes any more. */
  close(reason: string): void {
    for (const { reject } of this.#waiting.values())
      reject(new HwctlError({ kind: 'cancelled', reason, reached: false }))
  }

  #expect(protocol: ProtocolName): PromiseWithResolvers<unknown> {
    const expected = Promise.withResolvers<unknown>()
    expected.promise.catch(() => undefined) // who waits for it hears of it
    this.#waiting.set(protocol, expected)
    return expected
  }
}

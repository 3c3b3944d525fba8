import type { PinStore } from '../rest/trust.ts'

/** A certificate that a broker trusts for a BMC; undefined where it has seen none yet. */
export interface ExpectedPin {
  readonly host: string
  readonly port: number
  readonly fingerprint: string | undefined
}

/** Certificates as the brokers trust them: what is seen for the first time is told to the broker whose node it is. */
export class SharedPins implements PinStore {
  readonly #fingerprints = new Map<string, string>()
  readonly #tell = new Map<string, (pin: ExpectedPin) => void>()

  /** @param tell whom to tell of a new one; the latest broker that asks for a BMC is told */
  expect({ host, port, fingerprint }: ExpectedPin, tell: (pin: ExpectedPin) => void): void {
    const key = `${host} ${port}`
    if (fingerprint === undefined) this.#fingerprints.delete(key)
    else this.#fingerprints.set(key, fingerprint)
    this.#tell.set(key, tell)
  }

  get(host: string, port: number): string | undefined {
    return this.#fingerprints.get(`${host} ${port}`)
  }

  set(host: string, port: number, fingerprint: string): void {
    const key = `${host} ${port}`
    this.#fingerprints.set(key, fingerprint)
    this.#tell.get(key)?.({ host, port, fingerprint })
  }

  /** Nobody is to be told of these any more. */
  forget(pins: readonly Pick<ExpectedPin, 'host' | 'port'>[], tell: (pin: ExpectedPin) => void): void {
    for (const { host, port } of pins) {
      const key = `${host} ${port}`
      if (this.#tell.get(key) === tell) this.#tell.delete(key)
    }
  }
}

import type { PinStore } from '../rest/trust.ts'

/** A BMC, as certificates are known of it. */
interface PinnedBmc {
  readonly host: string
  readonly port: number
}

/** What certificates a broker trusts for a BMC; undefined where it has seen none yet, or none was put onto it. */
export interface ExpectedPin extends PinnedBmc {
  readonly fingerprint?: string | undefined
  readonly announced?: string | undefined
}

/** A broker, told of certificates. */
export interface PinHearer {
  /** One was seen for the first time. */
  seen(pin: PinnedBmc & { readonly fingerprint: string }): void
  /** One was put onto the BMC; without one, none is to come any more. */
  announced(pin: PinnedBmc & { readonly fingerprint?: string }): void
}

/** Certificates as the brokers trust them; the latest broker that asks for a BMC is told what is found out of it. */
export class SharedPins implements PinStore {
  readonly #fingerprints = new Map<string, string>()
  readonly #announced = new Map<string, string>()
  readonly #hearers = new Map<string, PinHearer>()

  expect({ host, port, fingerprint, announced }: ExpectedPin, hearer: PinHearer): void {
    const key = keyOf(host, port)
    put(this.#fingerprints, key, fingerprint)
    put(this.#announced, key, announced)
    this.#hearers.set(key, hearer)
  }

  get(host: string, port: number): string | undefined {
    return this.#fingerprints.get(keyOf(host, port))
  }

  set(host: string, port: number, fingerprint: string): void {
    const key = keyOf(host, port)
    this.#fingerprints.set(key, fingerprint)
    this.#announced.delete(key)
    this.#hearers.get(key)?.seen({ host, port, fingerprint })
  }

  announced(host: string, port: number): string | undefined {
    return this.#announced.get(keyOf(host, port))
  }

  announce(host: string, port: number, fingerprint: string | undefined): void {
    const key = keyOf(host, port)
    put(this.#announced, key, fingerprint)
    this.#hearers.get(key)?.announced({ host, port, ...(fingerprint !== undefined && { fingerprint }) })
  }

  /** Nobody is to be told of these any more. */
  forget(pins: readonly PinnedBmc[], hearer: PinHearer): void {
    for (const { host, port } of pins) {
      const key = keyOf(host, port)
      if (this.#hearers.get(key) === hearer) this.#hearers.delete(key)
    }
  }
}

function keyOf(host: string, port: number): string {
  return `${host} ${port}`
}

function put(map: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}

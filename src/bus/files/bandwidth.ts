import { setTimeout as sleep } from 'node:timers/promises'
import { usageError } from '../../core/command.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1000, M: 1_000_000, G: 1_000_000_000 }

/** Bytes per second from `500K`, `12.5M`. @throws HwctlError `usage` */
export function readBandwidth(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([KMG]?)$/.exec(text) ?? []
  const bytes = Number(number) * (UNITS[unit] ?? 0)
  if (!(bytes >= 1)) throw usageError(`'${text}' is no bandwidth: bytes per second, as 500K or 12.5M`)
  return bytes
}

/** Makes whoever transfers wait so that no more than this passes; all transfers of a process share it. */
export class Bandwidth {
  readonly #bytesPerSecond: number
  #freeAt = 0

  /** @param bytesPerSecond without it there is no limit */
  constructor(bytesPerSecond = Number.POSITIVE_INFINITY) {
    this.#bytesPerSecond = bytesPerSecond
  }

  /** Resolves when so many bytes may have passed. */
  async passed(bytes: number, signal: AbortSignal): Promise<void> {
    const now = performance.now()
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes / this.#bytesPerSecond) * 1000
    if (this.#freeAt > now) await sleep(this.#freeAt - now, undefined, { signal })
  }
}

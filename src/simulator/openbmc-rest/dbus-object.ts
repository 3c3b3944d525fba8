import type { SimulatedBmc } from '../bmc.ts'
import type { BmcReply, JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'

/** How one property is written. */
export interface Writer {
  accepts(value: unknown): boolean
  write(bmc: SimulatedBmc, value: unknown): void
}

/** One object of the D-Bus tree: what it shows, and what may be done with it. */
export interface DbusObject {
  properties(bmc: SimulatedBmc): JsonObject
  readonly writers?: Readonly<Record<string, Writer>>
  readonly methods?: Readonly<Record<string, Method>>
  /** Takes it away (HTTP DELETE), where that may be done. */
  readonly remove?: (bmc: SimulatedBmc) => void
}

/** What a method returns where it will not do what it was asked. */
export class Refusal {
  readonly reply: BmcReply
  constructor(reply: BmcReply) {
    this.reply = reply
  }
}

/** Called with the arguments of the request; what it returns is the answer's data, or a Refusal. */
export type Method = (bmc: SimulatedBmc, args: readonly unknown[]) => unknown

/** Objects by path. */
export type DbusTree = ReadonlyMap<string, DbusObject>

/** Objects that come and go, each BMC's own: log entries, images, dumps. `undefined` takes a lasting one away. */
export type LivingObjects = (
  bmc: SimulatedBmc,
  flavour: Flavour,
) => Readonly<Record<string, DbusObject | undefined>>

/** Writes one of the words of a D-Bus enumeration, given in full: `PREFIX.WORD`. */
export function enumeration<Word extends string>(
  prefix: string,
  words: readonly Word[],
  write: (bmc: SimulatedBmc, word: Word) => void,
): Writer {
  const byValue = new Map(words.map((word) => [`${prefix}.${word}`, word]))
  return {
    accepts: (value) => typeof value === 'string' && byValue.has(value),
    write(bmc, value) {
      const word = byValue.get(String(value))
      if (word !== undefined) write(bmc, word)
    },
  }
}

/** Writes true or false; 0 and 1 are taken for them. */
export function flag(write: (bmc: SimulatedBmc, value: boolean) => void): Writer {
  return {
    accepts: (value) => [true, false, 0, 1].includes(value as boolean),
    write: (bmc, value) => write(bmc, value === true || value === 1),
  }
}

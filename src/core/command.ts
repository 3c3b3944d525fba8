import { parseArgs } from 'node:util'
import type { Call } from './capability.ts'
import { type ErrorFacts, HwctlError } from './errors.ts'
import type { Outcome } from './lifecycle.ts'

/** An option of a command, as data: parsing, usage and completion are made from it. */
export interface OptionSpec {
  readonly name: string
  readonly short?: string
  /** What follows the option, as the usage text names it; `[=SECONDS]` in brackets may be left out. */
  readonly value?: string
  readonly summary: string
}

/** A word that a command understands, with one sentence on what it does. */
export interface WordSpec {
  readonly word: string
  readonly summary: string
}

/** Words after the noderange, taken apart: the plain ones, and the options by their long name. */
export interface ParsedWords {
  readonly operands: readonly string[]
  readonly options: ReadonlyMap<string, string | true>
}

/** How results and notes of a call read on a terminal, without the node's name in front. */
export interface View<Out = unknown, Note = unknown> {
  result(value: Out): readonly string[]
  note?(note: Note): readonly string[]
  /**
   * What is said at the end of a run, over every node that has an outcome, whoever worked on it; the name of this host is put in front.
   * @param say the sentence of an error
   */
  summary?(outcomes: readonly Outcome<Out>[], say: (error: ErrorFacts) => string): readonly string[]
}

/** A call together with its text. */
export interface Shown {
  readonly call: Call
  readonly view: View
  /** Work that takes minutes and is kept on disk, its words too, so that it can go on after a crash: no password may be among them. */
  readonly isJob?: boolean
}

/** One command that operators type: what it understands and what its words mean. */
export interface Command {
  /** The name under which xCAT's users know it, e.g. `rpower`. */
  readonly name: string
  readonly summary: string
  readonly words: readonly WordSpec[]
  readonly options: readonly OptionSpec[]
  /** Words after the command's name, each an example line, with what it does. */
  readonly examples: readonly { readonly line: string; readonly does: string }[]
  /** @throws HwctlError `usage` for words that make no sense. */
  parse(words: ParsedWords): Shown | Promise<Shown>
}

/** Binds a call to its text; the view is checked against what the call answers. */
export function show<Out, Note>(
  call: Call<Out, Note>,
  view: View<NoInfer<Out>, NoInfer<Note>>,
  { isJob = false }: Pick<Shown, 'isJob'> = {},
): Shown {
  return { call, view: view as View, ...(isJob && { isJob }) }
}

/** The error for words that a command does not understand. */
export function usageError(problem: string, allowed?: readonly string[]): HwctlError {
  return new HwctlError({ kind: 'usage', problem, ...(allowed && { allowed }) })
}

/**
 * Takes words apart by the options that are known; options may stand anywhere.
 * @throws HwctlError `usage` for an unknown option, a missing value, or a value that is not wanted.
 */
export function parseWords(words: readonly string[], specs: readonly OptionSpec[]): ParsedWords {
  const options = Object.fromEntries(
    specs.map((spec) => [
      spec.name,
      { type: takesNextWord(spec) ? 'string' : 'boolean', ...(spec.short && { short: spec.short }) } as const,
    ]),
  )
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const operands: string[] = []
  const found = new Map<string, string | true>()
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind === 'option') found.set(token.name, optionValue(token, specs))
  }
  return { operands, options: found }
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
}

function optionValue(token: OptionToken, specs: readonly OptionSpec[]): string | true {
  const spec = specs.find((known) => known.name === token.name)
  if (!spec) throw usageError(`Unknown option: ${token.rawName}`, specs.map(optionText))
  if (token.value === undefined) {
    if (takesNextWord(spec)) throw usageError(`Option ${token.rawName} wants a value: ${optionText(spec)}`)
    return true
  }
  if (!spec.value) throw usageError(`Option ${token.rawName} takes no value`)
  return token.value
}

/** `--wait[=SECONDS]` may stand alone, so only `=` can give it a value; `--fanout N` takes the next word. */
export function takesNextWord(spec: OptionSpec): boolean {
  return spec.value !== undefined && !spec.value.startsWith('[')
}

/** An option as usage texts write it. */
export function optionText(spec: OptionSpec): string {
  const value = spec.value === undefined ? '' : takesNextWord(spec) ? ` ${spec.value}` : spec.value
  return `${spec.short ? `-${spec.short}|` : ''}--${spec.name}${value}`
}

/** A whole number of at least `least` from an option; `fallback` where the option is not there or has no value. */
export function numberOption(words: ParsedWords, name: string, fallback: number, least = 1): number {
  const text = words.options.get(name)
  if (text === undefined || text === true) return fallback
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
    throw usageError(`Option --${name} wants a whole number of at least ${least}, not '${text}'`)
  return value
}

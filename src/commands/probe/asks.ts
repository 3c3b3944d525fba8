import { isDeepStrictEqual } from 'node:util'
import type { Call } from '../../core/capability.ts'
import { type Command, parseWords, type WordSpec } from '../../core/command.ts'
import { factsOf } from '../../core/errors.ts'
import type { Ask } from '../../hwctl/managers/probe.ts'
import { commandNames, loadCommand } from '../registry.ts'

/** Everything that the commands but for this one can be asked for: their words, as they are typed, make the calls. */
export async function everyAsk(except: string): Promise<readonly Ask[]> {
  const commands = await Promise.all(
    commandNames()
      .filter((name) => name !== except)
      .map((name) => loadCommand(name)),
  )
  return (await Promise.all(commands.map((command) => (command ? asksOf(command) : [])))).flat()
}

/**
 * The asks of a command: the call of each word by itself, of the first example that has it, or with any value; and of what can be
 * shown by its word alone, what sets it. Nothing is ever done with them.
 */
export async function asksOf(command: Command): Promise<readonly Ask[]> {
  if (command.words.length === 0) return asksByOption(command)
  const asks: Ask[] = []
  for (const spec of command.words) {
    const { word } = spec
    const withValue = [`${word}=x`, `${word}x`, `${word}=x,y`].map((one) => [one])
    const byItself = await firstCall(command, [[word]])
    const call = byItself ?? (await firstCall(command, [...examplesOf(command, word), ...withValue]))
    if (!call) continue
    asks.push({ command: command.name, word, call })
    for (const ask of byItself ? await settingAsks(command, spec) : [])
      if (!asks.some((one) => isDeepStrictEqual(one.call, ask.call))) asks.push(ask)
  }
  return asks
}

/** What sets a word: each value that its summary names, or an example, or any. */
async function settingAsks(command: Command, { word, summary }: WordSpec): Promise<readonly Ask[]> {
  const [, named = ''] = new RegExp(`\\b${word}=([\\w,]+)`).exec(summary) ?? []
  const asks: Ask[] = []
  for (const value of named === '' ? [] : named.split(',')) {
    const call = await firstCall(command, [[`${word}=${value}`]])
    if (call) asks.push({ command: command.name, word: `${word}=${value}`, call })
  }
  if (asks.length > 0 && named !== 'a,b') return asks
  const call = await firstCall(command, [...examplesOf(command, `${word}=`), [`${word}=x`], [`${word}=`]])
  return call ? [{ command: command.name, word: `${word}=`, call }] : []
}

/** A command that is told by options what to do is asked as in its examples, each option once. */
async function asksByOption(command: Command): Promise<readonly Ask[]> {
  const asks = new Map<string, Ask>()
  for (const { line } of command.examples) {
    const words = line.split(' ').slice(1)
    const word = words.find((one) => one.startsWith('-'))
    const call = word === undefined || asks.has(word) ? undefined : await firstCall(command, [words])
    if (word !== undefined && call) asks.set(word, { command: command.name, word, call })
  }
  return [...asks.values()]
}

/** The examples' words behind the noderange, where one of them is this one, with or without a value. */
function examplesOf({ examples }: Command, word: string): readonly (readonly string[])[] {
  return examples
    .map(({ line }) => line.split(' ').slice(1))
    .filter((words) =>
      words.some((one) => one === word || one.startsWith(word.endsWith('=') ? word : `${word}=`)),
    )
}

async function firstCall(command: Command, lines: readonly (readonly string[])[]): Promise<Call | undefined> {
  for (const line of lines) {
    try {
      return (await command.parse(parseWords(line, command.options))).call
    } catch (thrown) {
      if (factsOf(thrown).kind !== 'usage') throw thrown
    }
  }
  return undefined
}

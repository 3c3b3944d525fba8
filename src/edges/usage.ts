import { type Command, type OptionSpec, optionText } from '../core/command.ts'

/** A command as it is typed: what has no name of its own stands behind `hwctl`. */
export function calledAs({ name }: Command): string {
  return name.startsWith('r') ? name : `hwctl ${name}`
}

/** The usage text of a command, made from the same data that it is parsed by. */
export function usageText(command: Command, runOptions: readonly OptionSpec[]): string {
  const words = command.words.map(({ word }) => word).join('|')
  const name = calledAs(command)
  return [
    `Usage: ${name} NODERANGE ${words === '' ? '' : `[${words}] `}[OPTION...]`,
    '',
    `${command.summary}.`,
    '',
    ...(words === '' ? [] : [...table(command.words.map(({ word, summary }) => [word, summary])), '']),
    'Options, anywhere after the noderange:',
    ...table([...command.options, ...runOptions].map((option) => [optionText(option), option.summary])),
    ...table([['-h|--help', 'show this text']], widthOf(command, runOptions)),
    '',
    'Examples:',
    ...table(command.examples.map(({ line, does }) => [`${name} ${line}`, does])),
    '',
    'A noderange names nodes and groups: n1,n2  n[001-512]  rack1,-n7  groups==compute  /^n0.*  ^file',
    '',
  ].join('\n')
}

function table(
  rows: readonly (readonly [string, string])[],
  width = Math.max(...rows.map(([left]) => left.length)),
): string[] {
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

function widthOf(command: Command, runOptions: readonly OptionSpec[]): number {
  return Math.max(...[...command.options, ...runOptions].map((option) => optionText(option).length))
}

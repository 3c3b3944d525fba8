import type { AskedAbility, ProbeReading } from '../../hwctl/managers/probe.ts'
import { QUIRK_TEXTS } from './quirk-texts.ts'
import { reasonText } from './reason.ts'

/** Where a row goes on in the next line, in characters. */
const WIDTH = 100

/** The table of one machine: what it is, a row for each command with what it can do there, below it why not, and quirks. */
export function tableLines(reading: ProbeReading): readonly string[] {
  const { protocol, protocolVersion = '', vendor, model, firmware, abilities, quirks } = reading
  const versions = Object.entries(firmware).map(([of, version]) => `${of} ${version}`)
  const rows: readonly Row[] = [
    ['protocol', `${protocol} ${protocolVersion}`.trim()],
    ['machine', [vendor, model].filter(Boolean).join(' ') || 'unknown'],
    ['firmware', versions.join(', ') || 'unknown'],
    ...[...Map.groupBy(abilities, ({ command }) => command)].flatMap(([command, of]) =>
      commandRows(protocol, command, of),
    ),
    ...quirks.map((quirk, at): Row => [at === 0 ? 'quirks' : '', `${quirk}: ${QUIRK_TEXTS[quirk]}`]),
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.flatMap(([label, text]) =>
    wrapped(text).map((line, at) => `${(at === 0 ? label : '').padEnd(width)}  ${line}`),
  )
}

type Row = readonly [label: string, text: string]

function commandRows(protocol: string, command: string, abilities: readonly AskedAbility[]): readonly Row[] {
  const seen = abilities.filter(({ can, by }) => can && by === 'machine')
  const untried = abilities.filter(({ can, by }) => can && by === 'protocol')
  const reasons = Map.groupBy(
    abilities.filter((one) => !one.can),
    (ability) => whyNot(protocol, ability),
  )
  return [
    [command, wordsOf(seen) || (untried.length > 0 ? 'nothing for certain' : 'nothing')],
    ...(untried.length > 0 ? [['  maybe', wordsOf(untried)] as const] : []),
    ...[...reasons].map(([reason, some]) => ['  not', `${wordsOf(some)}: ${reason}`] as const),
  ]
}

type Unable = Extract<AskedAbility, { readonly can: false }>

/** Where all that there is to say is that there is no such thing, it is said in the same words, so that rows come together. */
function whyNot(protocol: string, { by, word, error }: Unable): string {
  if (error.kind !== 'unsupported') return reasonText(error)
  if (by === 'protocol') return `nothing of the kind over ${protocol}`
  return error.what === word.split('=', 1)[0] ? 'nothing of the kind here' : reasonText(error)
}

/** Values of one word stand together: `bootmode=regular,setup`. */
function wordsOf(abilities: readonly AskedAbility[]): string {
  const groups = Map.groupBy(abilities, ({ word }) => word.slice(0, word.indexOf('=') + 1) || word)
  return [...groups]
    .map(([key, some]) =>
      key.endsWith('=') ? key + some.map(({ word }) => word.slice(key.length)).join() : key,
    )
    .join(' ')
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

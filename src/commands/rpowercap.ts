import { type Command, type ParsedWords, show, usageError } from '../core/command.ts'
import { PowerCap, type PowerLimit } from '../hwctl/managers/powercap.ts'

/** `rpowercap`: the limit on the power that nodes may draw. */
export default {
  name: 'rpowercap',
  summary: 'Limit the power that nodes may draw, show the limit',
  words: [
    {
      word: 'get',
      summary: 'show the limit, what is allowed, and what is drawn now; so does no word at all',
    },
    { word: 'set', summary: 'set WATTS limits the node to so many watts, set off takes the limit away' },
  ],
  options: [],
  examples: [
    { line: 'rack1 get', does: 'the limit of every node in rack1' },
    { line: 'rack1 set 450', does: 'no node in rack1 draws more than 450 W' },
    { line: 'n7 set off', does: 'n7 draws what it wants' },
  ],
  parse(words) {
    const limit = limitOf(words)
    if (limit === undefined)
      return show(PowerCap.getLimit(), { result: (reading) => [limitLine(reading), ...moreLines(reading)] })
    return show(PowerCap.setLimit({ limit }), { result: (reading) => [limitLine(reading)] })
  },
} satisfies Command

function limitOf({ operands }: ParsedWords): 'off' | { readonly watts: number } | undefined {
  const [word = 'get', value, ...more] = operands
  if (word !== 'get' && word !== 'set')
    throw usageError(`Unsupported command: rpowercap ${word}`, ['get', 'set'])
  if (word === 'get' && value === undefined) return undefined
  if (word === 'get' || more.length > 0)
    throw usageError(`Too many words for rpowercap ${word}: ${operands.slice(1).join(' ')}`)
  if (value === undefined) throw usageError('rpowercap set wants a number of watts, or off', ['WATTS', 'off'])
  if (value === 'off') return value
  const watts = Number(value)
  if (!/^\d{1,7}$/.test(value) || watts < 1)
    throw usageError(`rpowercap set wants a whole number of watts, or off, not '${value}'`, ['WATTS', 'off'])
  return { watts }
}

function limitLine({ limitWatts }: PowerLimit): string {
  return `Power limit: ${limitWatts === undefined ? 'off' : `${limitWatts} W`}`
}

function moreLines({ minWatts, maxWatts, drawnWatts }: PowerLimit): string[] {
  const bounds = [minWatts && `from ${minWatts} W`, maxWatts && `to ${maxWatts} W`].filter(Boolean)
  return [
    ...(bounds.length > 0 ? [`Allowed: ${bounds.join(' ')}`] : []),
    ...(drawnWatts === undefined ? [] : [`Drawn: ${drawnWatts} W`]),
  ]
}

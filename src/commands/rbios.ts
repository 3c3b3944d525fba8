import { type Command, type Shown, show, usageError } from '../core/command.ts'
import {
  Bios,
  type BiosValue,
  type BiosWish,
  type PendingAttribute,
  type PendingBios,
} from '../hwctl/managers/bios.ts'

const WORDS = [
  { word: 'get', summary: 'get [NAME...] shows the settings that are named, or all' },
  { word: 'set', summary: 'set NAME=VALUE... sets them; they take effect at the next restart of the node' },
  { word: 'pending', summary: 'show what the next restart will change' },
  {
    word: 'reset-to-default',
    summary: 'at the next restart, all settings go back to how they were delivered',
  },
] as const

/** `rbios`: settings of the BIOS. */
export default {
  name: 'rbios',
  summary: 'Show and set settings of the BIOS',
  words: WORDS,
  options: [],
  examples: [
    { line: 'n7 get', does: 'every setting' },
    {
      line: 'rack1 get BootMode LogicalProc --collate',
      does: 'two settings of many nodes, identical ones folded',
    },
    {
      line: 'rack1 set LogicalProc=Disabled',
      does: 'no hyper-threading after the next restart: rpower rack1 boot',
    },
    { line: 'rack1 pending', does: 'what the next restart will change' },
  ],
  parse({ operands }) {
    const [word, ...rest] = operands
    if (word === undefined) throw usageError('No option specified for rbios', ALLOWED)
    switch (word) {
      case 'get':
        return shown(rest)
      case 'set':
        return setting(rest)
      case 'pending':
      case 'reset-to-default':
        if (rest.length > 0) throw usageError(`rbios ${word} takes no more words: ${rest.join(' ')}`)
        return word === 'pending' ? pending() : toDefault()
      default:
        throw usageError(`Unsupported command: rbios ${word}`, ALLOWED)
    }
  },
} satisfies Command

const ALLOWED = WORDS.map(({ word }) => word)
const AT_RESTART = 'at the next restart'

function shown(names: readonly string[]): Shown {
  const assignment = names.find((name) => name.includes('='))
  if (assignment !== undefined) throw usageError(`rbios get takes names, not '${assignment}': rbios set sets`)
  return show(Bios.get(names.length > 0 ? { names: [...new Set(names)] } : {}), {
    result: ({ attributes }) => attributes.map(({ name, value }) => `${name}: ${textOf(value)}`),
  })
}

function setting(assignments: readonly string[]): Shown {
  if (assignments.length === 0) throw usageError('rbios set wants NAME=VALUE', ['NAME=VALUE'])
  const wishes = assignments.map(wishOf)
  const twice = wishes.find(({ name }, at) => wishes.findIndex((one) => one.name === name) !== at)
  if (twice) throw usageError(`The setting '${twice.name}' is given twice`)
  return show(Bios.set({ wishes }), { result: ({ attributes }) => attributes.map(pendingLine) })
}

function wishOf(assignment: string): BiosWish {
  const at = assignment.indexOf('=')
  if (at < 1) throw usageError(`rbios set wants NAME=VALUE, not '${assignment}'`, ['NAME=VALUE'])
  return { name: assignment.slice(0, at), value: assignment.slice(at + 1) }
}

function pending(): Shown {
  return show(Bios.getPending(), {
    result({ attributes, toDefault }: PendingBios) {
      const all = toDefault ? [`All settings: to default ${AT_RESTART}`] : []
      const lines = [...all, ...attributes.map(pendingLine)]
      return lines.length > 0 ? lines : ['Nothing pending']
    },
  })
}

function toDefault(): Shown {
  return show(Bios.resetToDefault(), { result: () => [`All settings: to default ${AT_RESTART}`] })
}

function pendingLine({ name, value, current }: PendingAttribute): string {
  if (value === current) return `${name}: ${textOf(value)} (as it is)`
  const was = current === undefined ? '' : `, now ${textOf(current)}`
  return `${name}: ${textOf(value)} (${AT_RESTART}${was})`
}

function textOf(value: BiosValue): string {
  return value === null ? 'N/A' : String(value)
}

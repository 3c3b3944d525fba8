import { type Command, type ParsedWords, show, usageError } from '../core/command.ts'
import { Inventory, type InventoryWish, type ItemType } from '../hwctl/managers/inventory.ts'
import { answerLines, type InventoryWord } from './inventory/answer-lines.ts'

/** Words for parts of a machine, and what each takes; `firm` and `all` are not about parts. */
const TYPES = {
  model: ['system'],
  serial: ['system'],
  cpu: ['cpu', 'core'],
  dimm: ['dimm'],
  mac: ['mac'],
  pcie: ['pcie'],
  drive: ['drive'],
  psu: ['psu'],
  fan: ['fan'],
} as const satisfies Record<string, readonly ItemType[]>

const WORDS = [
  { word: 'model', summary: 'the model of the machine' },
  { word: 'serial', summary: 'the serial number of the machine' },
  { word: 'cpu', summary: 'processors and their cores' },
  { word: 'dimm', summary: 'memory modules' },
  { word: 'mac', summary: 'MAC addresses' },
  { word: 'pcie', summary: 'PCIe slots and cards' },
  { word: 'drive', summary: 'drives' },
  { word: 'psu', summary: 'power supplies' },
  { word: 'fan', summary: 'fans' },
  { word: 'firm', summary: 'firmware that runs; with -V the other images too' },
  { word: 'all', summary: 'everything; so does no word at all' },
] as const satisfies readonly { readonly word: InventoryWord | 'all'; readonly summary: string }[]

/** `rinv`: what nodes are made of, and the firmware that they run. */
export default {
  name: 'rinv',
  summary: 'Show hardware and firmware inventory of nodes',
  words: WORDS,
  options: [{ name: 'raw', summary: 'with all: every property of every object, as the BMC has it' }],
  examples: [
    { line: 'n7', does: 'everything about n7' },
    { line: 'all model serial', does: 'model and serial number of every node' },
    { line: 'rack1 firm --collate', does: 'which firmware rack1 runs, identical answers folded' },
    { line: 'n7 firm -V', does: 'also images that are not in use; + is used after the next start' },
  ],
  parse(words) {
    const asked = askedWords(words)
    const raw = words.options.has('raw')
    if (raw && asked) throw usageError('Option --raw goes with rinv all')
    const shown = { asked, raw, isLong: words.options.has('verbose') }
    return show(Inventory.read(wishOf(asked, raw)), {
      result: (reading) => answerLines(reading, shown),
      note: () => ['The BMC has no list of firmware images'],
    })
  },
} satisfies Command

/** Each word once, firmware first as in xCAT; undefined for everything. */
function askedWords({ operands }: ParsedWords): readonly InventoryWord[] | undefined {
  const allowed = WORDS.map(({ word }) => word)
  const unknown = operands.find((operand) => !allowed.some((word) => word === operand))
  if (unknown !== undefined) throw usageError(`Unsupported command: rinv ${unknown}`, allowed)
  if (operands.length === 0 || operands.includes('all')) return undefined
  const asked = [...new Set(operands as readonly InventoryWord[])]
  return asked.includes('firm') ? ['firm', ...asked.filter((word) => word !== 'firm')] : asked
}

function wishOf(asked: readonly InventoryWord[] | undefined, raw: boolean): InventoryWish {
  if (!asked) return { firmware: true, raw }
  const types = asked.flatMap((word): readonly ItemType[] => (word === 'firm' ? [] : TYPES[word]))
  return { types: [...new Set(types)], firmware: asked.includes('firm'), raw }
}

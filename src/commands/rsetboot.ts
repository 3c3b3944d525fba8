import { type Command, type ParsedWords, show, usageError, type WordSpec } from '../core/command.ts'
import { type BootMode, type BootSetting, type BootTarget, Setboot } from '../hwctl/managers/setboot.ts'

const WORDS = [
  { word: 'net', summary: 'boot from the network' },
  { word: 'hd', summary: 'boot from the hard drive' },
  { word: 'cd', summary: 'boot from CD or DVD' },
  { word: 'usb', summary: 'boot from a USB device' },
  { word: 'http', summary: 'boot over HTTP (UEFI)' },
  { word: 'setup', summary: 'enter the BIOS setup' },
  { word: 'floppy', summary: 'boot from a floppy disk' },
  { word: 'def', summary: 'no override: the order that the machine has (also: default)' },
  { word: 'stat', summary: 'show what is set; so does no word at all' },
] as const satisfies readonly WordSpec[]

const TARGETS: Readonly<Record<string, BootTarget>> = {
  net: 'network',
  hd: 'hard-drive',
  cd: 'cd',
  usb: 'usb',
  http: 'http',
  setup: 'bios-setup',
  floppy: 'floppy',
  def: 'default',
  default: 'default',
}

const TEXTS = {
  network: 'Network',
  'hard-drive': 'Hard Drive',
  cd: 'CD/DVD',
  default: 'Default',
  usb: 'USB',
  http: 'HTTP',
  'bios-setup': 'BIOS Setup',
  floppy: 'Floppy',
} as const satisfies Record<BootTarget, string>

/** `rsetboot`: what nodes boot from next. */
export default {
  name: 'rsetboot',
  summary: 'Set and show what nodes boot from',
  words: WORDS,
  options: [
    { name: 'persistent', short: 'p', summary: 'for every boot, not only for the next one' },
    { name: 'uefi', summary: 'boot in UEFI mode' },
    { name: 'bios', summary: 'boot in legacy BIOS mode' },
  ],
  examples: [
    { line: 'n7 net', does: 'n7 boots from the network, once' },
    { line: 'n7 hd -p', does: 'n7 boots from its hard drive from now on' },
    { line: 'all stat', does: 'what every node boots from' },
  ],
  parse(words) {
    const target = targetOf(words)
    const mode = modeOf(words)
    const persistent = words.options.has('persistent')
    if (target === undefined && mode) throw usageError('rsetboot stat takes neither --uefi nor --bios')
    const call = target ? Setboot.setBoot({ target, persistent, ...(mode && { mode }) }) : Setboot.getBoot()
    return show(call, { result: (setting) => [text(setting)] })
  },
} satisfies Command

function targetOf({ operands }: ParsedWords): BootTarget | undefined {
  const allowed = WORDS.map(({ word }) => word)
  const [word = 'stat', ...more] = operands
  if (more.length > 0) throw usageError('Only one option is supported at the same time for rsetboot', allowed)
  if (word === 'stat') return undefined
  const target = Object.hasOwn(TARGETS, word) ? TARGETS[word] : undefined
  if (!target) throw usageError(`Unsupported command: rsetboot ${word}`, allowed)
  return target
}

function modeOf({ options }: ParsedWords): BootMode | undefined {
  if (options.has('uefi') && options.has('bios'))
    throw usageError('Only one of --uefi and --bios can be asked for')
  return options.has('uefi') ? 'uefi' : options.has('bios') ? 'bios' : undefined
}

function text({ target, reported }: BootSetting): string {
  if (target === 'other') return `Can not get valid rsetboot status, the data is ${reported}`
  return TEXTS[target]
}

import { type OptionSpec, type ParsedWords, type Shown, show, usageError } from '../../core/command.ts'
import { Dump, type DumpChoice, type DumpEntry, type DumpNote } from '../../hwctl/managers/dump.ts'
import { keyOf, type RspconfigParser } from './parser.ts'

/** How long, in milliseconds, a dump may take: xCAT's 20 times 15 s. */
const WAIT_MS = 300_000

const ACTIONS = ['list', 'generate', 'clear', 'download'] as const

const OPTIONS = [
  { name: 'list', short: 'l', summary: 'with dump: list them' },
  { name: 'generate', short: 'g', summary: 'with dump: have one generated, and do not wait for it' },
  { name: 'clear', short: 'c', summary: 'with dump ID or dump all, and with gard: take away' },
  { name: 'download', short: 'd', summary: 'with dump ID or dump all: into files' },
  {
    name: 'into',
    value: 'DIR',
    summary:
      'with dump: the folder for files (default: /var/log/xcat/dump where it may be written to, else here; for several nodes a new folder in there)',
  },
] as const satisfies readonly OptionSpec[]

/** `rspconfig dump`: the dumps that a BMC keeps of itself. */
export default {
  words: [
    { word: 'dump', summary: 'generate a dump, wait for it, download it; or one of these with an option' },
  ],
  options: OPTIONS,
  examples: [
    { line: 'n7 dump', does: 'a new dump of the BMC of n7, in a file' },
    { line: 'n7 dump -l', does: 'the dumps that are there' },
    {
      line: 'rack1 dump -d all --into /srv/dumps',
      does: 'every dump of every BMC of rack1, into one folder',
    },
    { line: 'n7 dump -c 5', does: 'dump 5 is taken away' },
  ],
  parse(words) {
    const [first = '', ...rest] = words.operands
    const [action, second] = ACTIONS.filter((name) => words.options.has(name))
    if (second) throw usageError(`dump -${letter(second)} must be issued without other options.`)
    if (first !== 'dump') throw usageError('Invalid parameter for rspconfig dump')
    switch (action) {
      case 'list':
      case 'generate':
        if (rest.length > 0) throw usageError(`dump -${letter(action)} must be issued without other options.`)
        return action === 'list' ? listed() : generated()
      case 'clear':
        return cleared(choice(rest, 'clear'))
      case 'download':
        return downloaded(choice(rest, 'download'), words)
      default:
        if (rest.length > 0) throw usageError('Invalid parameter for rspconfig dump')
        return collected(words)
    }
  },
} satisfies RspconfigParser

function letter(action: (typeof ACTIONS)[number]): string {
  return action.charAt(0)
}

function choice([id, ...more]: readonly string[], action: 'clear' | 'download'): DumpChoice {
  if (id === undefined)
    throw usageError(
      action === 'clear'
        ? "No dump file ID specified. To clear all, specify 'all'."
        : 'No dump file ID specified',
    )
  if (id === 'all' && more.length === 0) return id
  if (!/^\d{1,10}$/.test(id) || more.length > 0)
    throw usageError(
      `Invalid parameter for rspconfig dump -${letter(action)} ${[id, ...more].map(keyOf).join(' ')}`,
      ['ID', 'all'],
    )
  return { id: String(Number(id)) }
}

function folderOf({ options }: ParsedWords): { readonly into?: string } {
  const into = options.get('into')
  return typeof into === 'string' ? { into } : {}
}

function listed(): Shown {
  return show(Dump.list(), {
    result: (dumps) => (dumps.length === 0 ? ['No attributes returned from the BMC.'] : dumps.map(listLine)),
  })
}

function listLine({ id, generatedAt, size }: DumpEntry): string {
  return `[${id}] Generated: ${generatedAt ? dateText(new Date(generatedAt)) : 'N/A'}, Size: ${size ?? 'N/A'}`
}

/** `08/18/2026 10:00:00`, this host's time. */
function dateText(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')
  return `${two(at.getMonth() + 1)}/${two(at.getDate())}/${at.getFullYear()} ${time}`
}

function generated(): Shown {
  return show(Dump.generate(), {
    result: ({ id, task }) => [generatedLine(id, task)],
  })
}

function generatedLine(id: string | undefined, task: string | undefined): string {
  if (id !== undefined) return `[${id}] success`
  if (task !== undefined)
    return `Dump requested, as task ${task} of the BMC. Use -l option to see when it is there.`
  return 'BMC returned 200 OK but no ID was returned.  Verify manually on the BMC.'
}

function cleared(which: DumpChoice): Shown {
  return show(Dump.clear({ which }), { result: ({ cleared: id }) => [`[${id}] clear`] })
}

function downloaded(which: DumpChoice, words: ParsedWords): Shown {
  return show(Dump.download({ which, ...folderOf(words) }), {
    result: (files) => (files.length === 0 ? ['No attributes returned from the BMC.'] : []),
    note: noteLines,
  })
}

function collected(words: ParsedWords): Shown {
  return show(Dump.collect({ waitMs: WAIT_MS, ...folderOf(words) }), { result: () => [], note: noteLines })
}

function noteLines(note: DumpNote): readonly string[] {
  switch (note.saying) {
    case 'capturing':
      return ['Capturing BMC Diagnostic information, this will take some time...']
    case 'downloading-all':
      return ['Downloading all dumps...']
    case 'requested':
      return [
        note.id === undefined
          ? `Dump requested${note.task === undefined ? '' : ` as task ${note.task}`}, waiting for BMC to generate...`
          : `Dump requested. Target ID is ${note.id}, waiting for BMC to generate...`,
      ]
    case 'still-waiting':
      return [
        `Still waiting for ${note.id === undefined ? 'the dump' : `dump ${note.id}`} to be generated... `,
      ]
    case 'downloading':
      return [`Downloading dump ${note.id} to ${note.host}:${note.path}`]
    case 'downloaded':
      return [`Downloaded dump ${note.id} to ${note.host}:${note.path}.`]
  }
}

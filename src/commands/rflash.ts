import { type Command, type ParsedWords, type Shown, show, usageError } from '../core/command.ts'
import { Flash } from '../hwctl/managers/flash.ts'
import {
  doneLines,
  flashedLines,
  noteLines,
  runningLines,
  summary,
  tableLines,
  uploadLines,
} from './rflash/lines.ts'

const ACTIONS = [
  { name: 'check', short: 'c', summary: 'show what runs, and with FILE.tar what it holds; nothing is sent' },
  { name: 'list', short: 'l', summary: 'show every image: (*) runs now, (+) from the next start on' },
  { name: 'upload', short: 'u', summary: 'send FILE.tar to the BMC, and no more' },
  {
    name: 'activate',
    short: 'a',
    summary:
      'have the image ID, or FILE.tar after sending it, run from the next start on; or have a Redfish service fetch and apply what a URI names',
  },
  { name: 'delete', summary: 'delete the image ID from the BMC' },
  {
    name: 'directory',
    short: 'd',
    summary:
      'flash the one BMC and the one host tar of DIR: send, activate, restart BMC and host, check what runs',
  },
] as const

type Action = (typeof ACTIONS)[number]['name']

/** `rflash`: firmware of the BMC and of the host. */
export default {
  name: 'rflash',
  summary: 'Show, send, activate and delete firmware of BMCs and hosts',
  words: [],
  options: [
    ...ACTIONS,
    {
      name: 'no-host-reboot',
      summary: 'with -d: leave the host alone; its image runs from its next start on',
    },
    { name: 'clear-dumps', summary: 'with -d: delete all dumps of the BMC before it restarts' },
    {
      name: 'any-file',
      summary:
        "with -c, -u, -a, -d: files of a vendor's own kind, unchecked, for a Redfish service that knows what they are for; it may restart what it updates",
    },
  ],
  examples: [
    { line: 'n7 -l', does: 'the images of n7' },
    { line: 'all -c --collate', does: 'which firmware runs where' },
    { line: 'n7 -c obmc.tar', does: 'the same, beside what a file holds' },
    { line: 'n7 -a obmc.tar', does: 'send and activate a file; rpower n7 bmcreboot starts it' },
    { line: 'rack1 -d /firmware/2026-11', does: 'the whole way for a rack, hosts restarted too' },
    {
      line: 'n8 -a --any-file BIOS_2.1.exe',
      does: "send a vendor's own file over Redfish and have it applied",
    },
    { line: 'n7 --delete 9e55358e', does: 'delete an image that does not run' },
  ],
  parse(words) {
    const action = actionOf(words)
    for (const option of ['no-host-reboot', 'clear-dumps'])
      if (words.options.has(option) && action !== 'directory')
        throw usageError(`Option --${option} goes with -d`)
    if (words.options.has('any-file') && (action === 'list' || action === 'delete'))
      throw usageError('Option --any-file goes with -c, -u, -a and -d')
    return SHOWN[action](words)
  },
} satisfies Command

/** Exactly one of them; in xCAT's sentences. */
function actionOf({ options }: ParsedWords): Action {
  const [action, ...more] = ACTIONS.filter(({ name }) => options.has(name))
  if (!action) throw usageError('No option specified for rflash', ['-c', '-l', '-u', '-a', '--delete', '-d'])
  if (more.length > 0) throw usageError('Multiple options are not supported.')
  return action.name
}

/** What takes minutes is kept on disk. */
const JOB = { isJob: true } as const

const SHOWN: Readonly<Record<Action, (words: ParsedWords) => Shown>> = {
  list({ operands }) {
    if (operands.length > 0) throw usageError("Invalid option specified with '-l|--list'.")
    return show(Flash.list(), { result: tableLines })
  },
  check(words) {
    const file = words.operands.length > 0 ? fileOf(words, '-c|--check') : undefined
    return show(Flash.check({ ...(file !== undefined && { file }), ...anyFileOf(words) }), {
      result: runningLines,
      note: notesOf(words),
    })
  },
  upload(words) {
    const call = Flash.upload({ file: fileOf(words, '-u|--upload'), ...anyFileOf(words) })
    return show(call, { result: uploadLines, note: notesOf(words) }, JOB)
  },
  activate(words) {
    const [what = ''] = words.operands
    const isOne = words.operands.length === 1
    const isId = isOne && !what.endsWith('.tar') && !words.options.has('any-file')
    const file = () => ({ file: fileOf(words, '-a|--activate'), ...anyFileOf(words) })
    const call = Flash.activate(
      isOne && URI.test(what) ? { uri: what } : isId ? { id: idOf(words, 'activate') } : file(),
    )
    return show(call, { result: (image) => doneLines([image]), note: notesOf(words), summary }, JOB)
  },
  delete(words) {
    const call = Flash.delete({ id: idOf(words, 'delete') })
    return show(call, { result: ({ deleted }) => [`[${deleted}] Firmware removed`], note: notesOf(words) })
  },
  directory(words) {
    const [directory, ...more] = words.operands
    if (directory === undefined || directory === '') throw usageError("Invalid option specified with '-d'.")
    if (more.length > 0) throw usageError('More than one directory specified is not supported.')
    if (words.options.has('any-file') && words.options.has('clear-dumps'))
      throw usageError('Option --clear-dumps does not go with --any-file')
    const hostReboot = !words.options.has('no-host-reboot')
    const call = Flash.flash({
      directory,
      hostReboot,
      clearDumps: words.options.has('clear-dumps'),
      ...anyFileOf(words),
    })
    return show(call, { result: flashedLines, note: notesOf(words), summary }, JOB)
  },
}

function notesOf({ options }: ParsedWords) {
  return noteLines(options.has('verbose'))
}

/** What a BMC fetches by itself. */
const URI = /^[a-z][a-z0-9+]*:\/\/./i

function anyFileOf({ options }: ParsedWords): { readonly anyFile?: true } {
  return options.has('any-file') ? { anyFile: true } : {}
}

function fileOf({ operands, options }: ParsedWords, option: string): string {
  const [file = '', ...more] = operands
  if (more.length > 0) throw usageError('More than one firmware specified is not supported.')
  if (file === '' || !(file.endsWith('.tar') || options.has('any-file')))
    throw usageError(`Invalid firmware specified with '${option}'${file === '' ? '' : `: ${file}`}`)
  return file
}

/** Ids as Redfish services write them: `Installed-159-1.13.2__BIOS.Setup.1-1`, `BMC`. What is an id over OpenBMC's REST, that says. */
const ID = /^\w[\w.:+~-]*$/
const NO_ID = /^all$|\.tar$/i

function idOf({ operands }: ParsedWords, action: 'activate' | 'delete'): string {
  const [id, ...more] = operands
  if (more.length > 0) throw usageError('More than one firmware specified is not supported.')
  if (id === undefined) throw usageError(`No firmware ID specified with --${action}`)
  if (!ID.test(id) || NO_ID.test(id)) throw usageError(`Invalid firmware ID ${id}`)
  return id
}

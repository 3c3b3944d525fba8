import {
  type Command,
  type ParsedWords,
  type Shown,
  show,
  usageError,
  type WordSpec,
} from '../core/command.ts'
import {
  type ClearNote,
  Eventlog,
  entryName,
  type FollowNote,
  type LogEntry,
  type ResolveNote,
} from '../hwctl/managers/eventlog.ts'

const WORDS = [
  { word: 'all', summary: 'show every entry; so does no word at all' },
  { word: 'N', summary: 'show the N newest entries' },
  { word: 'clear', summary: 'delete every entry' },
  {
    word: 'resolved=',
    summary: 'mark entries as resolved: resolved=ID[,ID..], or resolved=LED for every callout',
  },
] as const satisfies readonly WordSpec[]

const NO_IDS = "Usage error. Provide a comma separated list of IDs to be resolved. Example: 'resolved=x,y,z'"

/** `reventlog`: the logs of events that BMCs keep. */
export default {
  name: 'reventlog',
  summary: 'Show, follow, resolve and clear the event logs of BMCs',
  words: WORDS,
  options: [
    {
      name: 'follow',
      short: 'f',
      summary: 'go on with each new entry as it comes, until Ctrl-C or --timeout',
    },
    { name: 'utc', summary: 'times in UTC; else they are local' },
    { name: 'yes', short: 'y', summary: 'with resolved=: on more than one node too' },
    {
      name: 'policy-table',
      value: 'FILE',
      summary: 'RAS policy table (default /opt/ibm/ras/lib/policyTable.json, where it is; none: without)',
    },
  ],
  examples: [
    { line: 'n7', does: 'the log of n7' },
    { line: 'rack1 5', does: 'the five newest entries of each' },
    { line: 'all --follow', does: 'new entries of all nodes as they come' },
    { line: 'n7 10 --follow --json', does: 'the ten newest, then new ones, as JSON' },
    { line: 'n7 resolved=12,13', does: 'entries 12 and 13 have been seen to' },
    { line: 'n7 resolved=LED', does: 'so has everything that lights a fault LED' },
  ],
  parse(words) {
    const [word, ...more] = words.operands
    if (more.length > 0)
      throw usageError('Only one option is supported at the same time for reventlog', ALLOWED)
    if (word?.split('=')[0] === 'resolved') return resolving(word, words)
    if (words.options.has('yes')) throw usageError('Option --yes goes with resolved=')
    if (word === 'clear') return clearing(words)
    return reading(lastOf(word), words)
  },
} satisfies Command

const ALLOWED = WORDS.map(({ word }) => word)

/** How many of the newest; undefined where nothing was said. */
function lastOf(word: string | undefined): number | 'all' | undefined {
  if (word === undefined || word === 'all') return word
  if (/^[1-9]\d{0,8}$/.test(word)) return Number(word)
  throw usageError(`Unsupported command: reventlog ${word}`, ALLOWED)
}

function reading(last: number | 'all' | undefined, { options }: ParsedWords): Shown {
  const file = options.get('policy-table')
  const source = typeof file === 'string' ? { policyFile: file } : {}
  const line = (entry: LogEntry) => entryText(entry, options.has('utc'))
  if (options.has('follow'))
    return show(Eventlog.follow({ last: last ?? 0, ...source }), {
      result: () => [],
      note: (said) => followText(said, line),
    })
  return show(Eventlog.list({ ...(typeof last === 'number' && { last }), ...source }), {
    result: ({ entries }) =>
      entries.length > 0 ? entries.map(line) : ['No attributes returned from the BMC.'],
  })
}

function clearing({ options }: ParsedWords): Shown {
  refuseReadingOptions(options, 'clear')
  return show(Eventlog.clear(), {
    result: ({ kept = [] }) => [
      'Logs cleared',
      ...(kept.length > 0 ? [`Not cleared, as the BMC offers no way to: ${kept.join(', ')}`] : []),
    ],
    note: ({ logs }: ClearNote) => [`Cleared: ${logs.join(', ')}`],
  })
}

function resolving(word: string, { options }: ParsedWords): Shown {
  refuseReadingOptions(options, 'resolved=')
  const ids = [...new Set(word.slice('resolved='.length).split(','))].filter((id) => id !== '')
  if (ids.length === 0) throw usageError(NO_IDS)
  const wanted = ids.length === 1 && ids[0]?.toUpperCase() === 'LED' ? 'LED' : ids
  return show(Eventlog.resolve({ ids: wanted, manyNodes: options.has('yes') }), {
    result: ({ resolved, already }) =>
      resolved.length + already.length > 0 ? [] : ['No event log entries needed to be resolved'],
    note: resolveText,
  })
}

function refuseReadingOptions(options: ParsedWords['options'], word: string): void {
  for (const name of ['follow', 'utc', 'policy-table'])
    if (options.has(name)) throw usageError(`Option --${name} does not go with reventlog ${word}`)
}

function resolveText(said: ResolveNote): string[] {
  switch (said.said) {
    case 'resolving':
      return [
        `Attempting to resolve the following log entries: ${said.ids === 'LED' ? 'LED' : said.ids.join(',')}...`,
      ]
    case 'resolved':
      return [`Resolved ${said.id}`]
    case 'resolved-already':
      return [`Not resolving already resolved eventlog ID ${said.id}`]
    case 'not-tried':
      return [`Not tried: ${said.ids.join(',')}`]
  }
}

function followText(said: FollowNote, line: (entry: LogEntry) => string): string[] {
  switch (said.said) {
    case 'entry':
      return [line(said.entry)]
    case 'following':
      return said.again ? ['Following again'] : []
    case 'log-restarted':
      return [`The log${said.log === undefined ? '' : ` ${said.log}`} was cleared, its ids start again`]
  }
}

/** `08/18/2026 10:00:00 [12]: MESSAGE||CALLOUT (PID: 1234), Resolved: 0 [LED]`, as xCAT prints it. */
function entryText(entry: LogEntry, utc: boolean): string {
  return `${timeText(entry.at, utc)} [${entryName(entry)}]: ${whatText(entry)}${resolvedText(entry)}`
}

/** Nothing for the entry of a log that knows no such thing: neither is so. `[LED]`: resolved=LED is about it. */
function resolvedText({ resolved, callouts }: LogEntry): string {
  if (resolved === undefined) return ''
  return `, Resolved: ${resolved ? 1 : 0}${callouts.length > 0 ? ' [LED]' : ''}`
}

function whatText({ message, callouts, pid, policy }: LogEntry): string {
  const reported = callouts[0] === undefined ? message : `${message}||${callouts[0]}`
  if (!policy) {
    const head = policy === null ? 'Not found in policy table: ' : ''
    return `${head}${reported}${pid === undefined ? '' : ` (PID: ${pid})`}`
  }
  const { eventType = '', severity = '', subsystem = '' } = policy
  const process = pid === undefined ? '' : `, PID: ${pid}`
  return `${eventType}, (${severity}) ${policy.message ?? reported} (AffectedSubsystem: ${subsystem}${process})`
}

/** `08/18/2026 10:00:00`, of this host's zone or of UTC. */
function timeText(iso: string | undefined, utc: boolean): string {
  if (iso === undefined) return 'No time'
  const at = new Date(iso)
  const here = utc ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  const [date = '', time = ''] = here.toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${month}/${day}/${year} ${time.slice(0, 8)}`
}

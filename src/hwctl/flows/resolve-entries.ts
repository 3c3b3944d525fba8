import { HwctlError } from '../../core/errors.ts'
import { type Target, untold } from '../../core/lifecycle.ts'
import { entryName, type LogEntry, type ResolveNote } from '../managers/eventlog.ts'

/** What a protocol can do with entries that are to be resolved. */
export interface ResolveActions {
  /** Whether every entry with something at fault says what it is. */
  readonly tellsCallouts: boolean
  list(): Promise<readonly LogEntry[]>
  resolve(entry: LogEntry): Promise<void>
}

type Wanted = readonly string[] | 'LED'
type Say = Target<unknown, ResolveNote>['note']

/** @throws HwctlError `usage` for more than one node, where that was not said to be meant */
export function refuseManyNodes(areMeant: boolean, nodes: number): void {
  if (areMeant || nodes <= 1) return
  const problem = 'Resolving faults over a xCAT noderange is not recommended. With --yes it is done.'
  throw new HwctlError({ kind: 'usage', problem })
}

/**
 * Only what is unresolved is written to. What was done is said at once, as an error may come after it.
 * @throws HwctlError `usage` for names that are not there or are not clear, `unsupported` for logs that know no such thing
 */
export async function resolveEntries(
  actions: ResolveActions,
  wanted: Wanted,
  { note }: { readonly note: Say },
): Promise<{ readonly resolved: readonly string[]; readonly already: readonly string[] }> {
  const entries = await actions.list()
  const { found, problems } = wanted === 'LED' ? lit(entries, actions) : named(entries, wanted)
  const already = found.filter(({ resolved }) => resolved === true).map(entryName)
  const unresolved = found.filter(({ resolved }) => resolved === false)
  for (const id of already) note({ said: 'resolved-already', id })
  await resolveEach(actions, unresolved, note)
  if (problems.length > 0) throw new HwctlError({ kind: 'usage', problem: problems.join('; ') })
  refuseUnresolvable(found)
  return { resolved: unresolved.map(entryName), already }
}

interface Found {
  readonly found: readonly LogEntry[]
  readonly problems: readonly string[]
}

/**
 * Every entry that keeps a fault LED lit: it says what is at fault, and is unresolved.
 * @throws HwctlError `unsupported` where the BMC does not say so of any entry, though some are unresolved
 */
function lit(entries: readonly LogEntry[], { tellsCallouts }: ResolveActions): Found {
  const open = entries.filter(({ resolved }) => resolved !== true)
  const found = open.filter(({ callouts, resolved }) => callouts.length > 0 && resolved === false)
  if (tellsCallouts || found.length > 0 || open.length === 0) return { found, problems: [] }
  if (entries.some(({ callouts, resolved }) => callouts.length > 0 && resolved !== undefined))
    return { found, problems: [] }
  throw new HwctlError({
    kind: 'unsupported',
    what: 'resolved=LED, as its log does not say what is at fault; resolved=ID is',
  })
}

/** The entries of these names; an id alone will do where one log alone has it. */
function named(entries: readonly LogEntry[], names: readonly string[]): Found {
  const found: LogEntry[] = []
  const problems: string[] = []
  for (const name of names) {
    const meant = entries.filter((entry) => entryName(entry) === name)
    const matches = meant.length > 0 ? meant : entries.filter(({ id }) => id === name)
    const [one, ...others] = matches
    if (one && others.length === 0) found.push(one)
    else
      problems.push(
        one ? `ID ${name} is in several logs: ${matches.map(entryName).join(', ')}` : `Invalid ID: ${name}`,
      )
  }
  return { found: [...new Set(found)], problems }
}

/** @returns `untold` for an empty log. @throws HwctlError `unsupported` for entries none of which says whether it is resolved */
export function lookForResolved(entries: readonly LogEntry[]): unknown {
  if (entries.length === 0) return untold
  if (entries.every(({ resolved }) => resolved === undefined))
    throw new HwctlError({ kind: 'unsupported', what: 'resolving entries of its log' })
  return undefined
}

function refuseUnresolvable(found: readonly LogEntry[]): void {
  const names = found.filter(({ resolved }) => resolved === undefined).map(entryName)
  if (names.length === 0) return
  throw new HwctlError({ kind: 'unsupported', what: `resolving entries of its log (${shown(names)})` })
}

const shown = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')}, and ${names.length - 3} more` : names.join(', ')

async function resolveEach(actions: ResolveActions, entries: readonly LogEntry[], note: Say): Promise<void> {
  for (const [at, entry] of entries.entries()) {
    try {
      await actions.resolve(entry)
    } catch (thrown) {
      const rest = entries.slice(at + 1).map(entryName)
      if (rest.length > 0) note({ said: 'not-tried', ids: rest })
      throw thrown
    }
    note({ said: 'resolved', id: entryName(entry) })
  }
}

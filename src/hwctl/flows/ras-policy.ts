import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { factsOf, HwctlError } from '../../core/errors.ts'
import type { LogEntry, PolicySource, RasPolicy } from '../managers/eventlog.ts'

/** Where IBM's openbmctool package puts it. */
const USUAL_PLACE = '/opt/ibm/ras/lib/policyTable.json'

/** In place of a file: no table. */
const NONE = 'none'

const word = z.string().optional().catch(undefined)
const policies = z.record(
  z.string(),
  z.object({ EventType: word, Severity: word, Message: word, AffectedSubsystem: word }),
)
const policyTable = z.union([z.object({ events: policies }).transform(({ events }) => events), policies])

/** Adds to an entry what the policy table says of it. */
export type Describe = (entry: LogEntry) => LogEntry

/** A policy table as plain data, which can cross to whoever does the work; undefined where there is none. */
export type RasTable = ReadonlyMap<string, z.infer<typeof policies>[string]> | undefined

/**
 * The RAS policy table, read once: events by `MESSAGE||CALLOUT` or `MESSAGE`. Without a table entries stay as they are.
 * @throws HwctlError `usage` for a file that is named and not there, or is no such table
 */
export async function rasPolicy({ policyFile }: PolicySource, cwd: string): Promise<RasTable> {
  if (policyFile === NONE) return undefined
  const path = policyFile === undefined ? USUAL_PLACE : resolve(cwd, policyFile)
  const text = await readFile(path, 'utf8').catch((error: unknown) => absent(error, path, policyFile))
  return text === undefined ? undefined : new Map(Object.entries(parsed(text, path)))
}

/** What describes entries by a table; without one they stay as they are. */
export function describeBy(table: RasTable): Describe {
  return table ? (entry) => ({ ...entry, policy: policyOf(entry, table) }) : (entry) => entry
}

function absent(error: unknown, path: string, named: string | undefined): undefined {
  if (named === undefined && error instanceof Error && 'code' in error && error.code === 'ENOENT') return
  throw new HwctlError({ kind: 'usage', problem: `RAS policy table ${path}: ${reasonOf(error)}` }, error)
}

function parsed(text: string, path: string): z.infer<typeof policies> {
  try {
    return policyTable.parse(JSON.parse(text))
  } catch (error) {
    const problem = `${path} is no RAS policy table; --policy-table names another, or ${NONE}`
    throw new HwctlError({ kind: 'usage', problem }, error)
  }
}

function reasonOf(error: unknown): string {
  const facts = factsOf(error)
  return facts.kind === 'internal' ? facts.message : facts.kind
}

function policyOf({ message, callouts }: LogEntry, table: NonNullable<RasTable>): RasPolicy | null {
  const found = [...callouts.map((callout) => `${message}||${callout}`), message]
    .map((key) => table.get(key))
    .find((policy) => policy !== undefined)
  if (!found) return null
  const { EventType, Severity, Message, AffectedSubsystem } = found
  return {
    ...(EventType && { eventType: EventType }),
    ...(Severity && { severity: Severity }),
    ...(Message && { message: Message }),
    ...(AffectedSubsystem && { subsystem: AffectedSubsystem }),
  }
}

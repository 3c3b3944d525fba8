import { type ErrorFacts, factsOf } from '../../../core/errors.ts'
import { isNotFound } from '../../flows/not-found.ts'
import { inTurn } from './in-turn.ts'
import { pathIn } from './location.ts'
import { type JsonObject, linkAt, linksAt, objectsAt, textAt } from './property.ts'
import { type RedfishClient, type Resource, readIfThere, readObject } from './resource.ts'
import { expandQuery, getServiceRoot } from './service-root.ts'

/** Pages that one collection may have; a service whose pages go round in a circle is stopped here. */
const MAX_PAGES = 100

/** The paths of all members of a collection, page after page. */
export async function memberPaths(
  bmc: RedfishClient,
  operation: string,
  path: string,
): Promise<readonly string[]> {
  const paths: string[] = []
  for await (const page of pages(bmc, operation, path)) paths.push(...linksAt(page, 'Members'))
  return paths
}

/** How the members of a collection are read. */
export interface MemberReading {
  /** What they are wanted for, in a word; traces show it. */
  readonly operation: string
  /** Told of a member that could not be read; without it, that is thrown. A member that is gone (404) is no news. */
  failed?(facts: ErrorFacts): void
  /** Which members are worth reading, where each has to be read by itself; all of them without it. */
  choose?(paths: readonly string[]): readonly string[]
}

/**
 * All members of a collection, in its order: within the collection itself where the service can do that, else each by itself,
 * several at the same time. Nothing is checked but that they are objects.
 */
export async function members(
  bmc: RedfishClient,
  path: string,
  reading: MemberReading,
): Promise<readonly Resource<JsonObject>[]> {
  const found: JsonObject[] = []
  for await (const page of await expandedPages(bmc, reading.operation, path))
    found.push(...objectsAt(page, 'Members'))
  const bare = found.filter(isBareLink)
  if (bare.length === 0) return found.flatMap((member) => whole(member) ?? [])
  bmc.session.memory.set(unexpanded(path), true)
  const links = bare.flatMap((member) => textAt(member, '@odata.id') ?? [])
  const chosen = new Set(reading.choose ? reading.choose(links) : links)
  const wanted = found.filter((one) => !isBareLink(one) || chosen.has(textAt(one, '@odata.id') ?? ''))
  const read = await inTurn(wanted, (member) => memberOf(bmc, member, reading))
  return read.filter((member) => member !== undefined)
}

/** The members that links elsewhere lead to, read as those of a collection are. */
export async function linked(
  bmc: RedfishClient,
  paths: readonly string[],
  reading: MemberReading,
): Promise<readonly Resource<JsonObject>[]> {
  const read = await inTurn(paths, (path) => memberOf(bmc, { '@odata.id': path }, reading))
  return read.filter((member) => member !== undefined)
}

async function memberOf(
  bmc: RedfishClient,
  member: JsonObject,
  { operation, failed }: MemberReading,
): Promise<Resource<JsonObject> | undefined> {
  if (!isBareLink(member)) return whole(member)
  const path = textAt(member, '@odata.id')
  if (path === undefined) return undefined
  try {
    return await readIfThere(bmc, operation, path)
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (!failed || (facts.kind !== 'bmc' && facts.kind !== 'malformed')) throw thrown
    failed(facts)
    return undefined
  }
}

/** A member that is only named: it has nothing but annotations. */
function isBareLink(member: JsonObject): boolean {
  for (const name in member) if (!name.startsWith('@')) return false
  return true
}

/** A member that came with its collection. */
function whole(member: JsonObject): Resource<JsonObject> | undefined {
  const path = textAt(member, '@odata.id')
  return path === undefined ? undefined : { path, data: member, etag: textAt(member, '@odata.etag') }
}

/** Where it is remembered that a collection does not come expanded, whatever the service says of itself. */
const unexpanded = (path: string) => `unexpanded ${path}`

/** What says nothing of whether the query is known. */
const BUSY = new Set([429, 503])

/** The pages of a collection, expanded where the service can; one that answers the query with an error is asked without it. */
async function expandedPages(
  bmc: RedfishClient,
  operation: string,
  path: string,
): Promise<AsyncIterable<JsonObject>> {
  const query = expandQuery(await getServiceRoot(bmc, operation))
  if (query === undefined || bmc.session.memory.has(unexpanded(path))) return pages(bmc, operation, path)
  try {
    const { data } = await readObject(bmc, operation, `${path}${path.includes('?') ? '&' : '?'}${query}`)
    if (Array.isArray(data.Members)) return pages(bmc, operation, path, data)
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (isNotFound(thrown) || (facts.kind !== 'bmc' && facts.kind !== 'malformed')) throw thrown
    if (facts.kind === 'bmc' && BUSY.has(facts.status)) return pages(bmc, operation, path)
  }
  bmc.session.memory.set(unexpanded(path), true)
  return pages(bmc, operation, path)
}

/** @param first The first page, where it has been read. */
async function* pages(
  bmc: RedfishClient,
  operation: string,
  path: string,
  first?: JsonObject,
): AsyncIterable<JsonObject> {
  const seen = new Set([path])
  let page = first ?? (await readObject(bmc, operation, path)).data
  for (;;) {
    yield page
    const next = nextLink(page)
    if (next === undefined || seen.has(next) || seen.size >= MAX_PAGES) return
    seen.add(next)
    page = (await readObject(bmc, operation, next)).data
  }
}

/** `Members@odata.nextLink` is a path (DSP0266 7.5.3), or a whole URL, or a link. */
function nextLink(page: JsonObject): string | undefined {
  const name = 'Members@odata.nextLink'
  const next = textAt(page, name) ?? linkAt(page, name)
  return next === undefined ? undefined : pathIn(next)
}

import { z } from 'zod'
import { registryOfAnotherVersion } from '../quirks/registry-of-another-version.ts'
import { memberPaths } from './collection.ts'
import { objectAt, objectsAt, textAt } from './property.ts'
import { type RedfishClient, readIfThere } from './resource.ts'
import { getServiceRoot } from './service-root.ts'
import { lastSegment } from './system.ts'

const number = z.number().nullish().catch(undefined)
const flag = z.boolean().nullish().catch(undefined)

const description = z.object({
  AttributeName: z.string(),
  Type: z.string().nullish().catch(undefined),
  Value: z
    .array(z.object({ ValueName: z.string() }))
    .nullish()
    .catch(undefined),
  ReadOnly: flag,
  LowerBound: number,
  UpperBound: number,
  ScalarIncrement: number,
  MinLength: number,
  MaxLength: number,
})

/** What a setting may be (DSP2046, AttributeRegistry); `ReadOnly` is false where other settings may make it so. */
export type AttributeDescription = Omit<z.infer<typeof description>, 'AttributeName'>

/** Settings by name. */
export type AttributeDescriptions = ReadonlyMap<string, AttributeDescription>

/**
 * The attribute registry of that name, for the settings that are named: GET of the registries, of the file's entry, of the file.
 * Undefined where the service does not have it.
 */
export async function getAttributeRegistry(
  bmc: RedfishClient,
  name: string,
  wanted: readonly string[],
): Promise<AttributeDescriptions | undefined> {
  const { Registries } = await getServiceRoot(bmc, OPERATION)
  if (Registries === undefined) return undefined
  const paths = await memberPaths(bmc, OPERATION, Registries)
  const path = paths.find((one) => lastSegment(one) === name) ?? paths.find((one) => stem(one) === stem(name))
  const entry = path === undefined ? undefined : await readIfThere(bmc, OPERATION, path)
  const places = entry ? objectsAt(entry.data, 'Location') : []
  const place = places.find((one) => textAt(one, 'Language')?.startsWith('en')) ?? places[0]
  const uri = place && textAt(place, 'Uri')
  const file = uri === undefined ? undefined : await readIfThere(bmc, OPERATION, uri)
  if (!file) return undefined
  return descriptionsOf(objectAt(file.data, 'RegistryEntries'), new Set(wanted))
}

/** What is before the version. */
function stem(path: string): string {
  return lastSegment(path).replace(registryOfAnotherVersion.version, '')
}

function descriptionsOf(
  entries: Readonly<Record<string, unknown>>,
  wanted: ReadonlySet<string>,
): AttributeDescriptions {
  const mayBeFreed = freedByOthers(entries)
  const described = new Map<string, AttributeDescription>()
  for (const entry of objectsAt(entries, 'Attributes')) {
    if (!wanted.has(String(entry.AttributeName))) continue
    const { data } = description.safeParse(entry)
    if (!data) continue
    const { AttributeName, ...rest } = data
    described.set(AttributeName, {
      ...rest,
      ReadOnly: data.ReadOnly === true && !mayBeFreed.has(AttributeName),
    })
  }
  return described
}

/** Settings that are read-only as long as no other one makes them writable. */
function freedByOthers(entries: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const dependencies = objectsAt(entries, 'Dependencies').map((one) => objectAt(one, 'Dependency'))
  return new Set(
    dependencies
      .filter(({ MapToProperty, MapToValue }) => MapToProperty === 'ReadOnly' && MapToValue === false)
      .map(({ MapToAttribute }) => String(MapToAttribute)),
  )
}

const OPERATION = 'get_bios_registry'

import { z } from 'zod'
import { linked, memberPaths } from './collection.ts'
import { inTurn } from './in-turn.ts'
import { foundIn, fromMemory } from './memory.ts'
import { type JsonObject, linksAt, objectAt } from './property.ts'
import { orUndefined, type RedfishClient, type Resource, read, readIfThere, readObject } from './resource.ts'
import { getServiceRoot } from './service-root.ts'
import { getSystemObject } from './system.ts'

const chassis = z.object({ PowerState: z.string().nullish() })

/** What is used of Chassis (DSP2046). */
export type Chassis = z.infer<typeof chassis>

/** One chassis. */
export function getChassis(bmc: RedfishClient, operation: string, path: string): Promise<Resource<Chassis>> {
  return read(bmc, operation, path, chassis)
}

/**
 * Every chassis of the node's system: those that the system names, those that are in them, and those that name this system and
 * no other (OpenBMC's system names one of its several). Which they are is remembered with the session.
 * @param system the node's system, where it has just been read
 */
export async function chassisOf(
  bmc: RedfishClient,
  operation: string,
  system?: Resource<JsonObject>,
): Promise<readonly Resource<JsonObject>[]> {
  let justFound: readonly Resource<JsonObject>[] | undefined
  return fromMemory(bmc, `chassis ${bmc.system ?? ''}`, {
    async find(finding) {
      const of = system ? foundIn(finding, system) : await getSystemObject(finding, operation)
      justFound = await findChassis(finding, operation, of)
      return justFound.map(({ path }) => path)
    },
    use: async (paths) => justFound ?? inTurn(paths, (path) => readObject(bmc, operation, path)),
  })
}

async function findChassis(
  bmc: RedfishClient,
  operation: string,
  system: Resource<JsonObject>,
): Promise<readonly Resource<JsonObject>[]> {
  const { Chassis: collection } = await getServiceRoot(bmc, operation)
  const listed = collection && (await orUndefined(memberPaths(bmc, operation, collection)))
  const named = linksAt(objectAt(system.data, 'Links'), 'Chassis')
  const read = await linked(bmc, [...new Set([...named, ...(listed ?? [])])], { operation })
  const byPath = new Map(read.map((one) => [one.path, one]))
  const own = new Set([...named, ...read.filter((one) => isOnlyOf(one, system.path)).map(({ path }) => path)])
  const found: Resource<JsonObject>[] = []
  for (const path of own) {
    const one = byPath.get(path) ?? (await readIfThere(bmc, operation, path))
    if (!one || isOfAnother(one, system.path)) continue
    found.push(one)
    for (const inside of linksAt(objectAt(one.data, 'Links'), 'Contains')) own.add(inside)
  }
  return found
}

function systemsOf({ data }: Resource<JsonObject>): readonly string[] {
  return linksAt(objectAt(data, 'Links'), 'ComputerSystems')
}

/** An enclosure that several systems share belongs to none of them. */
function isOnlyOf(chassis: Resource<JsonObject>, system: string): boolean {
  const systems = systemsOf(chassis)
  return systems.length > 0 && systems.every((one) => one === system)
}

/** A blade beside this one, in an enclosure that names it. */
function isOfAnother(chassis: Resource<JsonObject>, system: string): boolean {
  const systems = systemsOf(chassis)
  return systems.length > 0 && !systems.includes(system)
}

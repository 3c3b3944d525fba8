import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import { controlObjects } from './control-objects.ts'
import type { DbusObject, DbusTree, LivingObjects } from './dbus-object.ts'
import { DUMP, DUMP_OBJECTS, dumpEntries } from './dump-objects.ts'
import { inventoryObjects } from './inventory-objects.ts'
import { ledObjects } from './led-objects.ts'
import { LOG_OBJECTS, LOGGING, logObjects } from './log-objects.ts'
import { livingNetworkObjects, NETWORK, networkObjects } from './network-objects.ts'
import { sensorObjects } from './sensor-objects.ts'
import { settingObjects } from './setting-objects.ts'
import { SOFTWARE, softwareObjects } from './software-objects.ts'
import { STATE_OBJECTS } from './state-objects.ts'
import { GARD_OBJECTS, USER, userManager, userObjects } from './user-objects.ts'

/** What there is on a machine, and how much of it. */
type Size = Pick<SimulatedBmc, 'sensorCount' | 'partCount'>

/** What is there for as long as the BMC is: one tree for all BMCs of a flavour and size, as objects read their values from the BMC they are asked about. */
const LASTING = new Map<string, DbusTree>()

/** What comes and goes, by where it is. */
const LIVING: readonly (readonly [path: string, objects: LivingObjects])[] = [
  [LOGGING, logObjects],
  [NETWORK, livingNetworkObjects],
  [DUMP, dumpEntries],
  [USER, userObjects],
  [SOFTWARE, softwareObjects],
]

function lastingTree(flavour: Flavour, size: Size): DbusTree {
  const key = `${flavour} ${size.sensorCount} ${size.partCount}`
  const tree = LASTING.get(key) ?? sorted(lastingObjects(flavour, size))
  LASTING.set(key, tree)
  return tree
}

function lastingObjects(
  flavour: Flavour,
  { sensorCount, partCount }: Size,
): Readonly<Record<string, DbusObject | undefined>> {
  return {
    ...STATE_OBJECTS,
    ...controlObjects(flavour),
    ...networkObjects(flavour),
    ...settingObjects(flavour),
    ...LOG_OBJECTS,
    ...DUMP_OBJECTS[flavour],
    ...userManager(flavour),
    ...GARD_OBJECTS,
    ...ledObjects(flavour),
    ...sensorObjects(flavour, sensorCount),
    ...inventoryObjects(flavour, partCount),
  }
}

/** What a BMC has now, as far as a request may be about it: what comes and goes is only made where it is asked for. */
export function treeOf(bmc: SimulatedBmc, flavour: Flavour, requested: string): DbusTree {
  const lasting = lastingTree(flavour, bmc)
  const path = requested.replace(/\/(enumerate|list||(attr|action)\/[^/]*)$/, '')
  const living = LIVING.filter(([place]) => isWithin(place, path) || isWithin(path, place))
  if (living.length === 0) return lasting
  const objects = living.map(([, objectsOf]) => objectsOf(bmc, flavour))
  const wanted = [...lasting].filter(([at]) => isWithin(at, path))
  return sorted(Object.assign(Object.fromEntries(wanted), ...objects))
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

function sorted(objects: Readonly<Record<string, DbusObject | undefined>>): DbusTree {
  const there = Object.entries(objects).flatMap(([path, object]) => (object ? [[path, object] as const] : []))
  return new Map(there.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The objects at and below a path with their properties; undefined where there is none. */
export function enumerate(tree: DbusTree, path: string, bmc: SimulatedBmc): JsonObject | undefined {
  const found = [...tree].filter(([at]) => at === path || at.startsWith(`${path}/`))
  if (found.length === 0) return undefined
  return Object.fromEntries(found.map(([at, object]) => [at, object.properties(bmc)]))
}

/** The paths below a path, however deep. */
export function below(tree: DbusTree, path: string): readonly string[] | undefined {
  const found = [...tree.keys()].filter((at) => at.startsWith(`${path}/`))
  return found.length > 0 || tree.has(path) ? found : undefined
}

/** The paths directly below a path. */
export function children(tree: DbusTree, path: string): readonly string[] | undefined {
  const found = below(tree, path)?.map((at) => `${path}/${at.slice(path.length + 1).split('/', 1)[0]}`)
  return found && [...new Set(found)]
}

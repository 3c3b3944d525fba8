import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import { controlObjects } from './control-objects.ts'
import type { DbusObject, DbusTree, LivingObjects } from './dbus-object.ts'
import { DUMP_OBJECTS, dumpEntries } from './dump-objects.ts'
import { inventoryObjects } from './inventory-objects.ts'
import { ledObjects } from './led-objects.ts'
import { LOG_OBJECTS, logObjects } from './log-objects.ts'
import { livingNetworkObjects, networkObjects } from './network-objects.ts'
import { sensorObjects } from './sensor-objects.ts'
import { settingObjects } from './setting-objects.ts'
import { SOFTWARE_OBJECTS } from './software-objects.ts'
import { STATE_OBJECTS } from './state-objects.ts'
import { GARD_OBJECTS, userManager, userObjects } from './user-objects.ts'

/** What there is on a machine, and how much of it. */
type Size = Pick<SimulatedBmc, 'sensorCount' | 'partCount'>

/** What is there for as long as the BMC is: one tree for all BMCs of a flavour and size, as objects read their values from the BMC they are asked about. */
const LASTING = new Map<string, DbusTree>()

/** What comes and goes. */
const LIVING: readonly LivingObjects[] = [logObjects, livingNetworkObjects, dumpEntries, userObjects]

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
    ...SOFTWARE_OBJECTS,
    ...LOG_OBJECTS,
    ...DUMP_OBJECTS[flavour],
    ...userManager(flavour),
    ...GARD_OBJECTS,
    ...ledObjects(flavour),
    ...sensorObjects(flavour, sensorCount),
    ...inventoryObjects(flavour, partCount),
  }
}

/** Every object that a BMC has now. */
export function treeOf(bmc: SimulatedBmc, flavour: Flavour): DbusTree {
  const living = LIVING.map((objects) => objects(bmc, flavour))
  const lasting = lastingTree(flavour, bmc)
  if (living.every((objects) => Object.keys(objects).length === 0)) return lasting
  return sorted(Object.assign(Object.fromEntries(lasting), ...living))
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

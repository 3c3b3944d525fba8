import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import { controlObjects } from './control-objects.ts'
import type { DbusObject, DbusTree, LivingObjects } from './dbus-object.ts'
import { softwareObjects } from './software-objects.ts'
import { STATE_OBJECTS } from './state-objects.ts'

/** What is there for as long as the BMC is: one tree for all BMCs of a flavour, as objects read their values from the BMC they are asked about. */
const LASTING: Readonly<Record<Flavour, DbusTree>> = {
  phosphor: lasting('phosphor'),
  bmcweb: lasting('bmcweb'),
}

/** What comes and goes. */
const LIVING: readonly LivingObjects[] = [softwareObjects]

function lasting(flavour: Flavour): DbusTree {
  return sorted({ ...STATE_OBJECTS, ...controlObjects(flavour) })
}

/** Every object that a BMC has now. */
export function treeOf(bmc: SimulatedBmc, flavour: Flavour): DbusTree {
  const living = LIVING.map((objects) => objects(bmc, flavour))
  if (living.every((objects) => Object.keys(objects).length === 0)) return LASTING[flavour]
  return sorted(Object.assign(Object.fromEntries(LASTING[flavour]), ...living))
}

function sorted(objects: Readonly<Record<string, DbusObject>>): DbusTree {
  return new Map(Object.entries(objects).sort(([a], [b]) => (a < b ? -1 : 1)))
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

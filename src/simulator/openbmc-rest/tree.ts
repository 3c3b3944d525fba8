import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import { controlObjects } from './control-objects.ts'
import type { DbusTree } from './dbus-object.ts'
import { SOFTWARE_OBJECTS } from './software-objects.ts'
import { STATE_OBJECTS } from './state-objects.ts'

/** Every object of each flavour: one tree for all BMCs of it, as objects read their values from the BMC they are asked about. */
export const TREES: Readonly<Record<Flavour, DbusTree>> = {
  phosphor: tree('phosphor'),
  bmcweb: tree('bmcweb'),
}

function tree(flavour: Flavour): DbusTree {
  const objects = { ...STATE_OBJECTS, ...controlObjects(flavour), ...SOFTWARE_OBJECTS }
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

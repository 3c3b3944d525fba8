import type { DbusObject, DbusTree, Method, Writer } from '../../src/simulator/openbmc-rest/dbus-object.ts'

type Properties = Record<string, unknown>

/** What one BMC has of a recorded tree now: objects that can be written, and taken away where the real ones can be. */
export class RecordedObjects {
  readonly #all: Map<string, Properties>
  /** Paths of the objects that can delete all entries below them. */
  readonly #folders: ReadonlySet<string>

  constructor(objects: Iterable<readonly [string, Properties]>) {
    this.#all = new Map(objects)
    const folders = [...this.#all.keys()].map((path) => /^(.*)\/entry\/[^/]+$/.exec(path)?.[1] ?? '')
    this.#folders = new Set(folders.filter((path) => path !== ''))
  }

  /** @param silent Objects that have methods, and do not show when the tree is enumerated. */
  tree(silent: readonly string[]): DbusTree {
    const objects = [...this.#all].map(([path, own]): [string, DbusObject] => [path, this.#object(path, own)])
    const others = silent.map((path): [string, DbusObject] => [path, this.#object(path, {})])
    return new Map([...others, ...objects])
  }

  #object(path: string, own: Properties): DbusObject {
    const isEntry = /\/(entry|ipv[46])\/[^/]+$/.test(path)
    const remove = () => this.#removeAt(path)
    return {
      properties: () => own,
      writers: Object.fromEntries(Object.keys(own).map((name) => [name, writer(own, name)])),
      methods: { ...(isEntry && { Delete: remove }), ...this.#methodsOfFolder(path) },
      ...(isEntry && { remove }),
    }
  }

  #methodsOfFolder(path: string): Readonly<Record<string, Method>> {
    return this.#folders.has(path) ? { DeleteAll: () => this.#removeAt(`${path}/entry`) } : {}
  }

  /** An object goes with everything below it, such as its association objects. */
  #removeAt(path: string): void {
    for (const at of [...this.#all.keys()]) if (at === path || at.startsWith(`${path}/`)) this.#all.delete(at)
  }
}

/** What is written has the type of what was recorded, and the same enumeration; D-Bus takes 0, 1 and text for booleans. */
function writer(own: Properties, name: string): Writer {
  const recorded = own[name]
  return {
    accepts: (value) =>
      typeof recorded === 'boolean'
        ? ['boolean', 'number', 'string'].includes(typeof value)
        : typeof value === typeof recorded && enumerationOf(value) === enumerationOf(recorded),
    write: (_bmc, value) => {
      own[name] = typeof recorded === 'boolean' ? Boolean(value) : value
    },
  }
}

/** `xyz.openbmc_project.Control.Boot.Mode.Modes` of one of its words; empty for what is no enumeration. */
function enumerationOf(value: unknown): string {
  return /^xyz\.openbmc_project\.(.*)\.\w+$/.exec(String(value))?.[1] ?? ''
}

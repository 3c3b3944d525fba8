import type { SimulatedBmc } from '../bmc.ts'
import type { LoggedEntry } from '../event-log.ts'
import { asObject, type JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import { associationsOf, entryProperties, LOGGING } from './log-objects.ts'

const ENTRY = 'xyz.openbmc_project.Logging.Entry'
const ASSOCIATIONS = {
  phosphor: 'org.openbmc.Associations',
  bmcweb: 'xyz.openbmc_project.Association.Definitions',
} as const satisfies Record<Flavour, string>

/** What a client of /subscribe wants to hear of. */
interface Filter {
  readonly paths: readonly string[]
  readonly interfaces: readonly string[]
}

/** The filter that the first message is; undefined where it is none. */
function filterOf(text: string): Filter | undefined {
  try {
    const { paths, interfaces = [] } = asObject(JSON.parse(text)) ?? {}
    return Array.isArray(paths) && Array.isArray(interfaces) ? { paths, interfaces } : undefined
  } catch {
    return undefined
  }
}

/**
 * Tells of log entries as the flavour's server would, until the returned function is called; undefined for a message that is no filter.
 * phosphor-rest-server (rest_dbus.py, EventNotifier) names the new object, bmcweb (dbus_monitor.hpp) only the log that it is in.
 */
export function subscription(
  { bmc, flavour }: { readonly bmc: SimulatedBmc; readonly flavour: Flavour },
  text: string,
  send: (message: JsonObject) => void,
): (() => void) | undefined {
  const filter = filterOf(text)
  if (!filter) return undefined
  return bmc.log.listen({
    added(entry) {
      if (filter.paths.some((path) => isMeant(path, LOGGING, flavour)))
        send(addedMessage(entry, filter, flavour))
    },
    resolvedChanged(entry) {
      const path = `${LOGGING}/entry/${entry.id}`
      if (!filter.paths.some((wanted) => isMeant(wanted, path, flavour))) return
      if (filter.interfaces.length > 0 && !filter.interfaces.includes(ENTRY)) return
      send({ event: 'PropertiesChanged', path, interface: ENTRY, properties: { Resolved: entry.resolved } })
    },
  })
}

/** bmcweb takes a path for a namespace, phosphor-rest-server for this path alone. */
function isMeant(wanted: string, path: string, flavour: Flavour): boolean {
  return wanted === path || (flavour === 'bmcweb' && path.startsWith(`${wanted}/`))
}

function addedMessage(entry: LoggedEntry, filter: Filter, flavour: Flavour): JsonObject {
  const all = {
    [ENTRY]: entryProperties(entry, flavour),
    [ASSOCIATIONS[flavour]]: associationsOf(entry, flavour),
  }
  if (flavour === 'phosphor')
    return { event: 'InterfacesAdded', path: `${LOGGING}/entry/${entry.id}`, interfaces: all }
  const named = Object.entries(all).filter(([name]) => filter.interfaces.includes(name))
  return { event: 'InterfacesAdded', path: LOGGING, interfaces: Object.fromEntries(named) }
}

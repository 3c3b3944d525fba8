import type { SimulatedBmc } from '../bmc.ts'
import type { LoggedEntry } from '../event-log.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import { type DbusObject, flag, type LivingObjects } from './dbus-object.ts'

/** Where the log is. */
export const LOGGING = '/xyz/openbmc_project/logging'

/** The log itself, which is there without entries too. */
export const LOG_OBJECTS: Readonly<Record<string, DbusObject>> = {
  [LOGGING]: { properties: () => ({}), methods: { DeleteAll: ({ log }) => log.clear() } },
  [`${LOGGING}/settings`]: { properties: () => ({ QuiesceOnHwError: false }) },
}

/** Its entries, and for each with a callout the association that the object mapper makes of it. */
export const logObjects: LivingObjects = ({ log }, flavour) => {
  const objects: Record<string, DbusObject> = {}
  for (const entry of log.entries) {
    objects[`${LOGGING}/entry/${entry.id}`] = entryObject(entry, flavour)
    if (entry.callouts.length > 0)
      objects[`${LOGGING}/entry/${entry.id}/callout`] = { properties: () => ({ endpoints: entry.callouts }) }
  }
  return objects
}

function entryObject(entry: LoggedEntry, flavour: Flavour): DbusObject {
  const remove = ({ log }: SimulatedBmc) => log.delete(entry.id)
  return {
    properties: () => ({ ...entryProperties(entry, flavour), ...associationsOf(entry, flavour) }),
    writers: { Resolved: flag(({ log }, value) => log.setResolved(entry, value)) },
    methods: { Delete: remove },
    remove,
  }
}

/** xyz.openbmc_project.Logging.Entry, and what else a log of that age has of an entry. */
export function entryProperties(entry: LoggedEntry, flavour: Flavour): JsonObject {
  return {
    AdditionalData: entry.additionalData,
    ...(flavour === 'bmcweb' && { EventId: '', Path: '', Resolution: '' }),
    Id: entry.id,
    Message: entry.message,
    Resolved: entry.resolved,
    Severity: `xyz.openbmc_project.Logging.Entry.Level.${entry.severity}`,
    Timestamp: entry.timestamp,
    ...(flavour === 'bmcweb' && { UpdateTimestamp: entry.timestamp }),
  }
}

/** The property had a small letter before 2019. */
export function associationsOf({ callouts }: LoggedEntry, flavour: Flavour): JsonObject {
  const associations = callouts.map((path) => ['callout', 'fault', path])
  return flavour === 'bmcweb' ? { Associations: associations } : { associations }
}

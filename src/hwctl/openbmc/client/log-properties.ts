import { z } from 'zod'

const text = z.string().nullish().catch(undefined)

/** `KEY=VALUE` in a list; since 2024 a map (phosphor-dbus-interfaces, Logging/Entry). */
const additionalData = z
  .union([
    z.array(z.unknown()).transform((list) => list.filter((item) => typeof item === 'string')),
    z
      .record(z.string(), z.unknown())
      .transform((map) => Object.entries(map).map(([key, value]) => `${key}=${String(value)}`)),
  ])
  .nullish()
  .catch(undefined)

const associations = z.array(z.array(z.string())).nullish().catch(undefined)

/**
 * xyz.openbmc_project.Logging.Entry and what else lies at its path. A property that is not as it should be is as good as
 * absent: the entry is still told of.
 */
export const logProperties = z.object({
  Id: z.union([z.number(), z.string()]).nullish().catch(undefined),
  /** Milliseconds since 1970. */
  Timestamp: z.union([z.number(), z.string()]).nullish().catch(undefined),
  Message: text,
  Severity: text,
  EventID: text,
  EventId: text,
  Resolved: z.unknown().optional(),
  AdditionalData: additionalData,
  Associations: associations,
  /** Before 2019. */
  associations,
})

/** The properties of one entry, as they came. */
export type LogProperties = z.infer<typeof logProperties>

/** 0 and 1 before 2018, then false and true; some images write text. */
export function flagged(value: unknown): boolean {
  return ['1', 'true'].includes(String(value).toLowerCase())
}

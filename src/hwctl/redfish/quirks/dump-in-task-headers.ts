import type { Quirk } from './quirk.ts'

/** A task that collected a dump names the new entry among the headers of its payload, and not with a Location of its own. */
export const dumpInTaskHeaders = {
  name: 'dump-in-task-headers',
  machine: 'OpenBMC (bmcweb)',
  source:
    'no recorded tree has a task; bmcweb redfish-core/lib/log_services.hpp, createDumpTaskCallback: Location into Payload.HttpHeaders',
  signs: [{ at: 'manager', property: ['Model'], is: /^OpenBmc$/i }],
  header: /^location:\s*/i,
} as const satisfies Quirk & Record<string, unknown>

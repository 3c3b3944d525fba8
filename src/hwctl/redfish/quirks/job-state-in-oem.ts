import { type JsonObject, objectAt, textAt } from '../client/property.ts'
import type { Quirk } from './quirk.ts'

/** A task whose job waits for the next start of the host says `Starting`; the job's own state stands in the vendor's part. */
export const jobStateInOem = {
  name: 'job-state-in-oem',
  machine: 'Dell iDRAC 9',
  source:
    "no recorded tree has a task; Dell's own scripts (dell/iDRAC-Redfish-Scripting) read Oem.Dell.JobState of the task",
  signs: [{ at: 'root', property: ['Vendor'], is: /^Dell$/ }],
} as const satisfies Quirk

/** The state of a task's job; undefined where there is no such part. */
export function jobStateOf(task: JsonObject): string | undefined {
  return textAt(objectAt(objectAt(task, 'Oem'), 'Dell'), 'JobState')
}

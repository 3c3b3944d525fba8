import { type JsonObject, objectAt } from '../client/property.ts'
import type { Quirk } from './quirk.ts'

/** What is pending stays so for ever where it was not said when it is to come into force. */
export const timesForSettings = {
  name: 'times-for-settings',
  machine: 'Dell iDRAC 9',
  source:
    'recorded PowerEdge R750, iDRAC 7.10.30.00: @Redfish.Settings of the system with SupportedApplyTimes OnReset; dell/iDRAC-Redfish-Scripting issue 84: pending after restarts without a time',
  signs: [{ at: 'system', property: ['@Redfish.Settings', 'SupportedApplyTimes'], is: /^OnReset$/ }],
} as const satisfies Quirk

/** What goes with a PATCH of a settings resource, where the resource that it belongs to says that it knows the next start as a time. */
export function atNextStart(resource: JsonObject): JsonObject {
  const times = objectAt(resource, '@Redfish.Settings').SupportedApplyTimes
  const isOffered = Array.isArray(times) && times.includes('OnReset')
  return isOffered ? { '@Redfish.SettingsApplyTime': { ApplyTime: 'OnReset' } } : {}
}

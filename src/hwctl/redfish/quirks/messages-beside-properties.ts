import type { Quirk } from './quirk.ts'

/** A refusal hangs its messages on the properties that they are about, and has no `error`. */
export const messagesBesideProperties = {
  name: 'messages-beside-properties',
  machine: 'OpenBMC (bmcweb)',
  source:
    'no recorded tree has an answer to a write; bmcweb redfish-core/src/error_messages.cpp, addMessageToJson: Password@Message.ExtendedInfo',
  signs: [{ at: 'manager', property: ['Model'], is: /^OpenBmc$/i }],
  annotation: '@Message.ExtendedInfo',
} as const satisfies Quirk & Record<string, unknown>

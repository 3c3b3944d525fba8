import type { LoggedEntry } from '../event-log.ts'
import type { JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { fixedCollection, link, type ResourceTree } from './resource.ts'

const REGISTRIES = '/redfish/v1/Registries'

/** A registry of messages as a service keeps it. */
export interface MessageRegistry {
  /** The name of its MessageRegistryFile. */
  readonly id: string
  /** What that file says of it; its version may be another than that of the registry itself. */
  readonly registry: string
  readonly prefix: string
  readonly version: string
  /** Where it is, below the file or elsewhere. */
  readonly uri: string
  /** Texts with `%1` for arguments. */
  readonly messages: Readonly<Record<string, string>>
}

/** bmcweb's own messages, some of them. */
export const OPENBMC_REGISTRY: MessageRegistry = {
  id: 'OpenBMC',
  registry: 'OpenBMC.0.4.0',
  prefix: 'OpenBMC',
  version: '0.4.0',
  uri: `${REGISTRIES}/OpenBMC/OpenBMC`,
  messages: {
    DCPowerOn: 'Host system DC power is on',
    PowerSupplyFailed: 'Power supply %1 failed.',
    SensorThresholdCriticalHighGoingHigh:
      'Sensor %1 has exceeded the critical high threshold. Reading=%2 Threshold=%3.',
  },
}

/** Messages of the lifecycle controller, some of them. */
export const IDRAC_REGISTRY: MessageRegistry = {
  id: 'Messages',
  registry: 'iDRAC.1.6.1',
  prefix: 'IDRAC',
  version: '2.9.0',
  uri: `${REGISTRIES}/Messages/EEMIRegistry`,
  messages: {
    LOG007: 'The previous log entry was repeated %1 times.',
    USR0030: 'Successfully logged in using %1, from %2 and %3.',
  },
}

/** All that a Supermicro X10 has. */
export const BASE_REGISTRY: MessageRegistry = {
  id: 'Base.v1_4_0',
  registry: 'Base.v1_4_0',
  prefix: 'Base',
  version: '1.4.0',
  uri: '/redfish/v1/Registries/Base.v1_4_0.json',
  messages: {
    PropertyMissing: 'The property %1 is a required property and must be included in the request.',
  },
}

/** The collection of registry files, the file, and the registry. */
export function messageRegistries({ registry }: FamilyTraits): ResourceTree {
  const file = `${REGISTRIES}/${registry.id}`
  return {
    [REGISTRIES]: fixedCollection(REGISTRIES, 'MessageRegistryFile', 'MessageRegistryFile Collection', [
      file,
    ]),
    [file]: {
      show: () => ({
        ...link(file),
        '@odata.type': '#MessageRegistryFile.v1_1_0.MessageRegistryFile',
        Id: registry.id,
        Languages: ['en'],
        Location: [{ Language: 'en', Uri: registry.uri }],
        Name: `${registry.prefix} Message Registry File`,
        Registry: registry.registry,
      }),
    },
    [registry.uri]: { show: () => shown(registry) },
  }
}

function shown({ prefix, version, messages }: MessageRegistry): JsonObject {
  const entries = Object.entries(messages).map(([key, Message]) => {
    const NumberOfArgs = new Set(Message.match(/%\d/g)).size
    return [
      key,
      { Description: 'None.', Message, MessageSeverity: 'Warning', NumberOfArgs, Resolution: 'None.' },
    ]
  })
  return {
    '@odata.type': '#MessageRegistry.v1_4_0.MessageRegistry',
    Id: `${prefix}.${version}`,
    Language: 'en',
    Messages: Object.fromEntries(entries),
    Name: `${prefix} Message Registry`,
    RegistryPrefix: prefix,
    RegistryVersion: version,
  }
}

/** What an entry says: its text, or the message of a registry that it is. */
export function messageOf({ message, messageId, messageArgs }: LoggedEntry): JsonObject {
  return {
    ...(message && { Message: message }),
    ...(messageId && { MessageArgs: messageArgs, MessageId: messageId }),
  }
}

import { hash } from 'node:crypto'
import { factsOf } from '../../../core/errors.ts'
import { members } from './collection.ts'
import { known } from './memory.ts'
import { type JsonObject, objectAt, objectsAt, textAt } from './property.ts'
import { type RedfishClient, readObject } from './resource.ts'
import { getServiceRoot } from './service-root.ts'

/** Texts of messages by their keys; `%1` stands for the first argument. */
export type MessageTexts = ReadonlyMap<string, string>

/** The largest registry that is kept, in messages: an iDRAC's has 5712. */
const MOST_MESSAGES = 20_000

/** So many different registries are kept for all BMCs together: those of a fleet have the same ones. */
const MOST_REGISTRIES = 16
const REGISTRIES = new Map<string, MessageTexts>()
const NONE: MessageTexts = new Map()

/**
 * The text of a message by its id, `REGISTRY[.VERSION].KEY`, in the registry that the BMC itself has; undefined where it has
 * none, or the message is not in it. A registry is read once a session.
 * @throws HwctlError `connect`
 */
export async function messageText(
  bmc: RedfishClient,
  operation: string,
  messageId: string,
): Promise<string | undefined> {
  const parts = messageId.split('.')
  const [prefix = '', key = ''] = [parts[0], parts.at(-1)]
  if (parts.length < 2) return undefined
  const uris = await known(bmc, 'message-registries', (finding) =>
    or(NONE, () => registryUris(finding, operation)),
  )
  const uri = uris.get(prefix.toLowerCase())
  if (uri === undefined) return undefined
  const texts = await known(bmc, `message-registry ${uri}`, (finding) =>
    or(NONE, () => textsAt(finding, operation, uri)),
  )
  return texts.get(key)
}

/** A text with its arguments put in; what there is no argument for stays. */
export function filled(text: string, args: readonly string[]): string {
  return text.replace(/%(\d+)/g, (mark, number: string) => args[Number(number) - 1] ?? mark)
}

/** What a BMC cannot say for itself is not worth a failure: entries are told of all the same. */
async function or<T>(otherwise: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (thrown) {
    const { kind } = factsOf(thrown)
    if (kind !== 'bmc' && kind !== 'malformed') throw thrown
    return otherwise
  }
}

/** Where each registry is, by its prefix in small letters (MessageRegistryFile.Registry, its version left out). */
async function registryUris(bmc: RedfishClient, operation: string): Promise<MessageTexts> {
  const { Registries: path } = await getServiceRoot(bmc, operation)
  if (path === undefined) return NONE
  const files = await members(bmc, path, { operation, failed: () => undefined })
  return new Map(
    files.flatMap(({ data }) => {
      const prefix = textAt(data, 'Registry')?.split('.')[0]?.toLowerCase()
      const uri = uriOf(objectsAt(data, 'Location'))
      return prefix !== undefined && uri !== undefined ? [[prefix, uri] as const] : []
    }),
  )
}

function uriOf(locations: readonly JsonObject[]): string | undefined {
  const english = locations.find((one) => textAt(one, 'Language')?.toLowerCase().startsWith('en'))
  return textAt(english ?? locations[0] ?? {}, 'Uri')
}

async function textsAt(bmc: RedfishClient, operation: string, uri: string): Promise<MessageTexts> {
  const { data } = await readObject(bmc, operation, uri)
  const messages = Object.entries(objectAt(data, 'Messages'))
  if (messages.length > MOST_MESSAGES) return NONE
  return shared(
    new Map(
      messages.flatMap(([key, message]) => {
        const text = textAt(message as JsonObject, 'Message')
        return text === undefined ? [] : [[key, text] as const]
      }),
    ),
  )
}

/** The same texts are kept once, however many BMCs have them. */
function shared(texts: MessageTexts): MessageTexts {
  const key = hash('sha256', JSON.stringify([...texts]), 'base64')
  const found = REGISTRIES.get(key)
  if (found) return found
  if (REGISTRIES.size >= MOST_REGISTRIES) REGISTRIES.clear()
  REGISTRIES.set(key, texts)
  return texts
}

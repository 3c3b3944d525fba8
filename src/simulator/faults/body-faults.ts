import { encodedBody } from '../http-message.ts'
import type { BmcReply, BmcRequest, JsonObject } from '../message.ts'
import type { Fault } from './fault.ts'
import { mappedProperties, type PropertyChange } from './property-map.ts'

const DAY_MS = 86_400_000
const BEHIND_MS = 3652 * DAY_MS

/** What says how power, BMC and boot settings stand, in both protocols. */
const STATE_PROPERTIES: ReadonlySet<string> = new Set([
  'CurrentHostState',
  'CurrentPowerState',
  'CurrentBMCState',
  'PowerState',
  'Status',
  'Boot',
  'BootSource',
  'BootMode',
])

const TIME_PROPERTIES: ReadonlySet<string> = new Set([
  'DateTime',
  'LastResetTime',
  'CreatedTime',
  'LastRebootTime',
  'LastStateChangeTime',
  'Timestamp',
  'UpdateTimestamp',
  'Created',
  'Modified',
  'EventTimestamp',
])

/** What is wrong in the bodies of answers; requests are carried out all the same. */
export const BODY_FAULTS = {
  'truncated-json': {
    says: 'JSON ends in the middle, though the answer itself is whole.',
    shape: (reply) => withJsonText(reply, (text) => text.slice(0, Math.ceil(text.length / 2))),
  },
  'malformed-json': {
    says: 'JSON has "=" for its first ":".',
    shape: (reply) => withJsonText(reply, (text) => text.replace(':', ' =')),
  },
  'missing-properties': {
    says: 'Properties that tell a state are absent: CurrentHostState, PowerState, Status, Boot and their like.',
    shape: (reply, { request }) => withState(reply, request, () => undefined),
  },
  'null-properties': {
    says: 'The same properties are null.',
    shape: (reply, { request }) => withState(reply, request, () => null),
  },
  'wrong-types': {
    says: 'The same properties are of a wrong type: a number for a string, a list for an object.',
    shape: (reply, { request }) => withState(reply, request, wrongType),
  },
  'clock-wrong': {
    says: 'The BMC lives ten years ago: in its Date header and in every time it tells.',
    shape: (reply) => ({
      ...withProperties(reply, (name, value) => (TIME_PROPERTIES.has(name) ? tenYearsBefore(value) : value)),
      headers: { ...reply.headers, date: new Date(Date.now() - BEHIND_MS).toUTCString() },
    }),
  },
} as const satisfies Readonly<Record<string, Fault>>

function withJsonText(reply: BmcReply, spoil: (text: string) => string): BmcReply {
  const { text, type } = encodedBody(reply)
  if (typeof reply.body !== 'object' || text === undefined) return reply
  return { ...reply, headers: { 'content-type': type, ...reply.headers }, body: spoil(text) }
}

function withState(reply: BmcReply, request: BmcRequest, change: (value: unknown) => unknown): BmcReply {
  if (request.method !== 'GET' || reply.status !== 200) return reply
  const changeState: PropertyChange = (name, value) => (STATE_PROPERTIES.has(name) ? change(value) : value)
  // OpenBMC's REST also shows one property by itself: its name stands in the path, its value in `data`.
  const alone = /\/attr\/([^/]+)$/.exec(request.path)?.[1]
  return withProperties(reply, (name, value) => changeState(name === 'data' && alone ? alone : name, value))
}

function withProperties(reply: BmcReply, change: PropertyChange): BmcReply {
  if (typeof reply.body !== 'object') return reply
  return { ...reply, body: mappedProperties(reply.body, change) as JsonObject }
}

function wrongType(value: unknown): unknown {
  if (typeof value === 'string') return 7
  return typeof value === 'object' ? [] : String(value)
}

/** Of a date as text, or in milliseconds. */
function tenYearsBefore(value: unknown): unknown {
  if (typeof value === 'number') return value - BEHIND_MS
  return new Date(Date.parse(String(value)) - BEHIND_MS).toISOString().replace(/\.\d+Z$/, '+00:00')
}

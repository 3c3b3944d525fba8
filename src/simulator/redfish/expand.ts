import { asObject, type BmcReply, type JsonObject } from '../message.ts'
import { problem } from './problem.ts'
import type { Visit } from './resource.ts'

/** A collection with its members in place of their links, where `$expand` was asked for and the family can. */
export function expanded(
  reply: BmcReply,
  { request, traits }: Visit,
  answerAt: (path: string) => BmcReply,
): BmcReply {
  const body = asObject(reply.body)
  if (!/(\$|%24)expand=/.test(request.query ?? '') || !Array.isArray(body?.Members)) return reply
  if (!traits.features) return reply // Redfish 1.0 knows no queries
  if (!asObject(traits.features.ExpandQuery)?.NoLinks) return traits.error(400, problem('QueryNotSupported'))
  const members: readonly JsonObject[] = body.Members
  return { ...reply, body: { ...body, Members: members.map((member) => whole(member, answerAt)) } }
}

function whole(member: JsonObject, answerAt: (path: string) => BmcReply): JsonObject {
  const { status, body } = answerAt(String(member['@odata.id']))
  return status === 200 ? (asObject(body) ?? member) : member
}

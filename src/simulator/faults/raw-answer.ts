import { type ServerResponse, STATUS_CODES } from 'node:http'
import { encodedBody } from '../http-message.ts'
import type { BmcReply, BmcRequest } from '../message.ts'

const sentWhole = new WeakSet<ServerResponse>()

/** An answer as bytes, for faults that send it in a way that Node's own writer does not know. */
export function rawAnswer(
  reply: BmcReply,
  { method }: BmcRequest,
  extra: Readonly<Record<string, string>>,
  version = '1.1',
): { readonly head: Buffer; readonly body: Buffer } {
  const { text, type } = encodedBody(reply)
  const headers = {
    date: new Date().toUTCString(),
    ...(text !== undefined && { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) }),
    ...reply.headers,
    ...extra,
  }
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  )
  const status = `HTTP/${version} ${reply.status} ${STATUS_CODES[reply.status] ?? ''}`
  return {
    head: Buffer.from(`${[status, ...lines].join('\r\n')}\r\n\r\n`),
    body: Buffer.from(method === 'HEAD' ? '' : (text ?? '')),
  }
}

/** Notes that an answer which went past Node's writer has gone out whole. */
export function markSent(response: ServerResponse): void {
  sentWhole.add(response)
}

/** True where the whole answer went out, by whichever way. */
export function isSentWhole(response: ServerResponse): boolean {
  return response.writableFinished || sentWhole.has(response)
}

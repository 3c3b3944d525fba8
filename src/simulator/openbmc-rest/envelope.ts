import { STATUS_CODES } from 'node:http'
import type { BmcReply } from '../message.ts'

/** A success in the form that all of OpenBMC's REST answers have. */
export function ok(data: unknown, headers?: BmcReply['headers']): BmcReply {
  return { status: 200, body: { data, message: '200 OK', status: 'ok' }, ...(headers && { headers }) }
}

/** An error in the same form; `message` is the status line where nothing else is said. */
export function failure(status: number, description: string, message = statusLine(status)): BmcReply {
  return { status, body: { data: { description }, message, status: 'error' } }
}

/** An error that is only text. */
export function textFailure(status: number, headers?: BmcReply['headers']): BmcReply {
  return { status, body: STATUS_CODES[status] ?? '', ...(headers && { headers }) }
}

function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status]}`
}

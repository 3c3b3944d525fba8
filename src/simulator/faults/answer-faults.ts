import type { BmcReply } from '../message.ts'
import type { Fault, FaultyVisit } from './fault.ts'

const LOGIN_PAGE = `<!DOCTYPE html>
<html><head><title>BMC</title></head><body><form action="/login.html">Please log in.</form></body></html>
`

/** Answers that come instead of the service's: what was asked for is not done. */
export const ANSWER_FAULTS = {
  mute: {
    says: 'TLS is fine, and no request is ever answered or carried out.',
    ask: () => 'no answer',
  },
  '503': {
    says: 'Every request is answered 503, without Retry-After.',
    ask: () => busy(503, {}),
  },
  '503-retry-after': {
    says: 'The first N requests are answered 503 with "Retry-After: 1", all later ones as ever.',
    number: { means: 'how many are refused', default: 2 },
    ask: busyAtFirst(503),
  },
  '429': {
    says: 'The first N requests are answered 429 with "Retry-After: 1", all later ones as ever.',
    number: { means: 'how many are refused', default: 2 },
    ask: busyAtFirst(429),
  },
  html: {
    says: 'Every request is answered 200 with a page in HTML.',
    ask: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: LOGIN_PAGE }),
  },
} as const satisfies Readonly<Record<string, Fault>>

function busyAtFirst(status: 503 | 429) {
  return ({ condition }: FaultyVisit) =>
    condition.requests <= condition.number ? busy(status, { 'retry-after': '1' }) : undefined
}

/** As the small web server in front of a BMC's services says it. */
function busy(status: 503 | 429, headers: Readonly<Record<string, string>>): BmcReply {
  return { status, headers, body: status === 503 ? 'Service Unavailable' : 'Too Many Requests' }
}

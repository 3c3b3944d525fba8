import { writeReply } from '../http-message.ts'
import type { Fault, FaultyVisit } from './fault.ts'
import { markSent, rawAnswer } from './raw-answer.ts'

/** Time for the first half to arrive, so that the client is in the body when the reset comes. */
const BEFORE_RESET_MS = 20

/** What is wrong with how an answer travels; the request is carried out all the same. */
export const WIRE_FAULTS = {
  slow: {
    says: 'Every request is carried out at once and answered late.',
    number: { means: 'milliseconds until the answer', default: 2000 },
    write(reply, { condition, response }) {
      const timer = setTimeout(() => writeReply(response, reply), condition.number)
      response.once('close', () => clearTimeout(timer))
    },
  },
  dribble: {
    says: 'Every answer comes byte by byte, then the connection is closed.',
    number: { means: 'milliseconds for each byte', default: 10 },
    write(reply, visit) {
      const { head, body } = rawAnswer(reply, visit.request, { connection: 'close' })
      sendByteByByte(Buffer.concat([head, body]), visit)
      if (reply.afterwards) visit.response.once('close', reply.afterwards)
    },
  },
  'reset-in-body': {
    says: 'The connection is reset in the middle of every body; answers without a body come whole.',
    write(reply, visit) {
      const { head, body } = rawAnswer(reply, visit.request, {})
      if (body.length === 0) return writeReply(visit.response, reply)
      const half = Buffer.concat([head, body.subarray(0, body.length / 2)])
      const reset = () => setTimeout(() => resetConnection(visit), BEFORE_RESET_MS)
      visit.incoming.socket.write(half, reset)
      if (reply.afterwards) visit.response.once('close', reply.afterwards)
    },
  },
  'closes-each': {
    says: 'Every answer says "Connection: close", and the connection is closed.',
    shape: (reply) => ({ ...reply, headers: { ...reply.headers, connection: 'close' } }),
  },
  http10: {
    says: 'Answers are HTTP/1.0, and the connection is closed after each.',
    write(reply, { request, incoming, response }) {
      const { head, body } = rawAnswer(reply, request, {}, '1.0')
      incoming.socket.end(Buffer.concat([head, body]), () => markSent(response))
      if (reply.afterwards) response.once('close', reply.afterwards)
    },
  },
  'chokes-on-keep-alive': {
    says: 'The second request on a connection is not carried out: the connection is reset.',
    ask(visit) {
      const { condition, incoming } = visit
      if (!condition.used.has(incoming.socket)) {
        condition.used.add(incoming.socket)
        return undefined
      }
      resetConnection(visit)
      return 'no answer'
    },
  },
} as const satisfies Readonly<Record<string, Fault>>

function sendByteByByte(bytes: Buffer, { incoming, response, condition }: FaultyVisit): void {
  const { socket } = incoming
  let sent = 0
  const timer = setInterval(() => {
    socket.write(bytes.subarray(sent, sent + 1))
    if (++sent < bytes.length) return
    clearInterval(timer)
    socket.end(() => markSent(response))
  }, condition.number)
  response.once('close', () => clearInterval(timer))
}

function resetConnection({ bmc, incoming }: FaultyVisit): void {
  bmc.network.reset(incoming.socket.remotePort)
}

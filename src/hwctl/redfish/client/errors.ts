import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { RestAnswer } from '../../../rest/request.ts'
import type { Rest } from '../../../rest/rest.ts'
import type { Login } from '../../../rest/session.ts'
import { messagesBesideProperties } from '../quirks/messages-beside-properties.ts'
import { pathIn } from './location.ts'

const message = z.object({
  MessageId: z.string().optional(),
  Message: z.string().optional(),
  MessageArgs: z.array(z.unknown()).optional().catch(undefined),
  Resolution: z.string().optional(),
})
type Message = z.infer<typeof message>

/** Services send a list, as DSP0266 13.6 says, or a single object. */
const messages = z.union([z.array(message), message.transform((one) => [one])]).catch([])

const errorBody = z.object({
  error: z.object({
    code: z.string().optional(),
    message: z.string().optional(),
    '@Message.ExtendedInfo': messages.optional(),
  }),
})

/** @throws HwctlError `bmc`, or `login` where the password must be changed first, for an error status. */
export function check(rest: Rest, answer: RestAnswer): void {
  if (answer.status >= 200 && answer.status < 300) return
  const { host, port } = rest.endpoint
  const { status } = answer
  const expired = passwordProblem(rest, answer)
  if (expired) throw new HwctlError(expired)
  const { text, resolution } = explain(answer)
  throw new HwctlError({ kind: 'bmc', host, port, status, message: text, ...(resolution && { resolution }) })
}

/**
 * The same for the answer to a write: a web page with a good status says nothing of whether it was carried out.
 * @throws HwctlError as `check`, and `malformed` for a body that is not JSON.
 */
export function checkWrite(rest: Rest, answer: RestAnswer): void {
  check(rest, answer)
  if (answer.json !== undefined || answer.text.trim() === '') return
  const { host, port } = rest.endpoint
  const { path } = answer
  throw new HwctlError({ kind: 'malformed', host, port, path, problem: 'not JSON', outcomeUnknown: true })
}

/** What an error body says, in all the forms that are in use: several messages, one, none, or not JSON at all. */
export function explain(answer: RestAnswer): {
  readonly text: string
  readonly resolution: string | undefined
} {
  const body = errorBody.safeParse(answer.json)
  const extended = saidIn(answer.json)
  const texts = extended.flatMap((one) => one.Message ?? one.MessageId ?? [])
  const fallback = body.data?.error.message ?? STATUS_CODES[answer.status] ?? 'Unknown error'
  return {
    text: texts.length > 0 ? [...new Set(texts)].join(' ') : fallback,
    resolution: extended.find((one) => one.Resolution && one.Resolution !== 'None')?.Resolution,
  }
}

function saidIn(json: unknown): readonly Message[] {
  return errorBody.safeParse(json).data?.error['@Message.ExtendedInfo'] ?? besideProperties(json)
}

function besideProperties(json: unknown): readonly Message[] {
  const body = z.record(z.string(), z.unknown()).safeParse(json)
  return Object.entries(body.data ?? {}).flatMap(([name, value]) =>
    name.endsWith(messagesBesideProperties.annotation) ? messages.parse(value) : [],
  )
}

/** What a good answer says about properties that it did not take over, or nothing. */
export function annotation(json: unknown): string | undefined {
  const texts = besideProperties(json)
    .filter(({ MessageId }) => !/\.(Success|Created|NoOperation)$/.test(MessageId ?? ''))
    .flatMap((one) => one.Message ?? one.MessageId ?? [])
  return texts.length > 0 ? texts.join(' ') : undefined
}

/**
 * What an answer, be it an error or a new session, says of a password that must be changed first (DSP0266 13.3.7.1); the message's
 * one argument is the account.
 */
export function passwordProblem({ endpoint }: Rest, answer: RestAnswer): Login['expired'] {
  const said = saidIn(answer.json).find(isPasswordChange)
  if (!said) return undefined
  const { host, port } = endpoint
  const [at] = said.MessageArgs ?? []
  const changeAt = typeof at === 'string' ? pathIn(at) : undefined
  return {
    ...{ kind: 'login', host, port, status: answer.status, reason: explain(answer).text },
    ...{ passwordChangeRequired: true, ...(changeAt && { changeAt }) },
  }
}

function isPasswordChange({ MessageId }: Message): boolean {
  return MessageId?.split('.').at(-1) === 'PasswordChangeRequired'
}

/** What a body of the wrong shape is. */
export function malformed(rest: Rest, path: string, problem: string): HwctlError {
  const { host, port } = rest.endpoint
  return new HwctlError({ kind: 'malformed', host, port, path, problem })
}

import { mutatedBytes } from './mutate-bytes.ts'
import { mutatedJson } from './mutate-json.ts'
import type { Random } from './random.ts'

/** An answer as a BMC gave it. */
export interface Answer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

/** The bytes that go out in its place, and whether the connection is closed after them. */
export interface Bytes {
  readonly bytes: Buffer
  readonly closes: boolean
}

/** The answer as it would go over the wire, untouched. */
export function plain(answer: Answer): Bytes {
  return { bytes: whole('HTTP/1.1', answer), closes: false }
}

type Change = (answer: Answer, random: Random) => Bytes

const STATUSES = [
  100, 101, 103, 199, 200, 201, 202, 204, 205, 299, 301, 302, 304, 307, 308, 400, 401, 403,
] as const
const MORE_STATUSES = [404, 405, 409, 412, 418, 500, 501, 502, 504, 599, 600, 999, 0, 99, 1000] as const
const VERSIONS = ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2', 'HTTP/1.1.1', 'http/1.1', 'ICY', ''] as const
const HEADERS = [
  'location',
  'x-auth-token',
  'set-cookie',
  'etag',
  'retry-after',
  'content-type',
  'x',
] as const
const HEADER_VALUES = [
  ...['', ' ', '0', '-1', '1', 'never', 'https://[', '//[', 'x y', '\xe4\xff', 'a\tb', 'x'.repeat(20_000)],
  ...['/redfish/v1/', 'redfish', 'https://elsewhere.example/', 'sid=', ';', '=;=', 'XSRF-TOKEN=\xe4', '"'],
] as const
const LENGTHS = [
  '0',
  '1',
  '-1',
  '+5',
  '0x10',
  '99999999999999999999',
  '17000000',
  'abc',
  '',
  '5, 5',
  '2 3',
] as const

const CHANGES: readonly Change[] = [
  (answer, random) => sent({ ...answer, body: Buffer.from(mutatedJson(answer.body.toString(), random)) }),
  (answer, random) => sent({ ...answer, body: mutatedBytes(answer.body, random) }),
  (answer, random) => sent({ ...answer, status: random.pick([...STATUSES, ...MORE_STATUSES]) }),
  (answer, random) => ({ bytes: whole(random.pick(VERSIONS), answer), closes: true }),
  (answer, random) => sent(withHeader(answer, random.pick(HEADERS), random.pick(HEADER_VALUES))),
  (answer, random) => sent({ ...answer, headers: random.some(answer.headers, 0.7) }),
  (answer, random) => sent(answer, [['content-length', random.pick(LENGTHS)]], true),
  (answer, random) => sent(answer, chunkedWith(answer.body, random), true),
  (answer, random) => ({ bytes: mutatedBytes(whole('HTTP/1.1', answer), random), closes: true }),
  function cut(answer, random) {
    const bytes = whole('HTTP/1.1', answer)
    return { bytes: bytes.subarray(0, random.below(bytes.length)), closes: true }
  },
  (answer) => sent(withHeader(answer, 'x-long', 'x'.repeat(100_000)), undefined, true),
  (answer) => ({
    bytes: Buffer.concat([whole('HTTP/1.1', answer), whole('HTTP/1.1', answer)]),
    closes: false,
  }),
  (answer, random) => ({ bytes: random.bytes(1 + random.below(200)), closes: answer.status !== 0 }),
  (answer) => sent({ ...answer, status: 202 }),
  (answer) => ({ bytes: Buffer.alloc(0), closes: answer.status !== 0 }),
]

/** The answer, spoilt in one way or, seldom, two. */
export function mutatedAnswer(answer: Answer, random: Random): Bytes {
  return random.pick(CHANGES)(answer, random)
}

function sent(answer: Answer, framing?: Framing, closes = false): Bytes {
  return { bytes: whole('HTTP/1.1', answer, framing), closes }
}

type Framing = Headers | { readonly chunked: Buffer }
type Headers = Answer['headers']

function whole(version: string, { status, headers, body }: Answer, framing?: Framing): Buffer {
  const isEmpty = status === 204 || status === 304
  const chunked = framing && 'chunked' in framing ? framing.chunked : undefined
  const usual: Headers = isEmpty ? [] : [['content-length', `${body.length}`]]
  const lengths: Headers = framing && !('chunked' in framing) ? framing : usual
  const last: Headers = chunked ? [['transfer-encoding', 'chunked']] : lengths
  const lines = [...headers, ...last].map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${version} ${status} Word\r\n${lines.join('')}\r\n`, 'latin1')
  return Buffer.concat([head, chunked ?? (isEmpty ? Buffer.alloc(0) : body)])
}

function withHeader(answer: Answer, name: string, value: string): Answer {
  return { ...answer, headers: [...answer.headers.filter(([known]) => known !== name), [name, value]] }
}

/** The body in chunks; one length may be wrong, or be no length, or the last chunk be missing. */
function chunkedWith(body: Buffer, random: Random): { readonly chunked: Buffer } {
  const length = body.length.toString(16)
  const said = random.pick([
    length,
    length,
    'g',
    '-1',
    'ffffffffffffffff',
    `${length};x=y`,
    `0${length}`,
    '0',
    '',
  ])
  const end = random.pick(['0\r\n\r\n', '0\r\n\r\n', '0\r\nX-Trailer: y\r\n\r\n', '', '0\r\n', 'zzz'])
  return { chunked: Buffer.concat([Buffer.from(`${said}\r\n`), body, Buffer.from(`\r\n${end}`)]) }
}

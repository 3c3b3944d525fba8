import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import type { RestRequest } from '../../../src/rest/request.ts'
import { Session } from '../../../src/rest/session.ts'
import { machine, SERVERS } from '../../contract/machines.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden/redfish-writes.txt')

/** Everything that writes, but what rspconfig sets (rspconfig.test.ts) and firmware (contract/flash*.test.ts), and the power before it. */
const COMMANDS = [
  ['rpower on', 'off'],
  ['rpower off', 'on'],
  ['rpower softoff', 'on'],
  ['rpower reset', 'on'],
  ['rpower boot', 'on'],
  ['rpower boot', 'off'],
  ['rpower cycle', 'on'],
  ['rpower nmi', 'on'],
  ['rpower bmcreboot', 'on'],
  ...['net', 'hd -p', 'cd', 'def', 'setup', 'usb', 'http', 'floppy', 'net --uefi'].map(
    (words) => [`rsetboot ${words}`, 'on'] as const,
  ),
  ...['on', 'off', 'blink'].map((word) => [`rbeacon ${word}`, 'on'] as const),
  ['reventlog clear', 'on'],
  ['reventlog resolved=1', 'on'],
  ['rpowercap set 800', 'on'],
  ['rpowercap set off', 'on'],
  ['rbios set NumLock=Off', 'on'],
  ['rbios reset-to-default', 'on'],
  ['rvmedia insert https://127.0.0.1/x.iso', 'on'],
  ['rcert csr CN=bmc O=o OU=u L=l ST=s C=DE', 'on'],
  ['rspconfig dump -g', 'on'],
  ['rspconfig dump -c all', 'on'],
] as const

/** What a command writes to a simulated BMC, bodies and all, sessions left out; or why it writes nothing. */
async function written(
  t: TestContext,
  kind: (typeof SERVERS)[number],
  [command, power]: (typeof COMMANDS)[number],
) {
  const at = await machine(t, kind, { power, logEntries: 3 })
  at.bmc.powerLimit.isOn = true // so that there is something to take away
  const [name = '', ...words] = command.split(' ')
  const { invocation } = await parse(name, words)
  const [writes, tags] = [[] as string[], new Map<string, unknown>()]
  const { request } = Session.prototype
  const mocked = t.mock.method(
    Session.prototype,
    'request',
    async function (this: Session, asked: RestRequest) {
      const { method, path, body, headers } = asked
      if (method !== 'GET') {
        const tag = headers?.['if-match']
        if (tag !== undefined) assert.equal(tag, tags.get(path), `${command}: the tag that it was read with`)
        writes.push(`${method} ${path} ${JSON.stringify(body)}${tag === undefined ? '' : ' If-Match'}`)
      }
      const answer = await request.call(this, asked)
      const inBody = (answer.json as { readonly '@odata.etag'?: string } | undefined)?.['@odata.etag']
      if (method === 'GET') tags.set(path, answer.headers.etag ?? inBody)
      return answer
    },
  )
  const { error } = await at.call(invocation.call)
  mocked.mock.restore()
  return writes.length > 0 || !error ? writes : [`nothing: ${error.kind}`]
}

for (const kind of SERVERS.filter(({ options }) => options.protocol === 'redfish'))
  test(`every writing command sends ${kind.name} what redfish-mapping says, once, and nothing else`, async (t) => {
    const said: string[] = []
    for (const one of COMMANDS) said.push(`$ ${one[0]} (${one[1]})`, ...(await written(t, kind, one)))
    const golden = readFileSync(GOLDEN, 'utf8')
      .split(/^# /m)
      .find((part) => part.startsWith(`${kind.name}\n`))
    assert.equal(`${kind.name}\n${said.join('\n')}\n`, golden)
  })

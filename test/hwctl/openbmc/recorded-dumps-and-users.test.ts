import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import { type NodeName, Secret } from '../../../src/core/node.ts'
import { answerOf } from '../../contract/machines.ts'
import { memoryPins, serve } from '../../rest/web-server.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

const USERS = [
  'BMC User guest: privilege=priv-user, enabled=1, groups=ipmi,redfish,ssh,web',
  'BMC User operator: privilege=priv-operator, enabled=1, groups=ipmi,redfish,ssh,web',
  'BMC User root: privilege=priv-admin, enabled=1, groups=ipmi,redfish,ssh,web',
]
const NEWER = [/^\[1\] Generated: \d\d\/\d\d\/2017 \d\d:\d\d:\d\d, Size: N\/A$/]

const RECORDED = [
  ['userls', 'live-bmcweb/user-enumerate.json', USERS],
  ['userls', 'live-phosphor-rest/user-enumerate.json', USERS],
  ['dump -l', 'live-bmcweb/dump-enumerate.json', NEWER],
  ['dump -l', 'live-phosphor-rest/dump-enumerate.json', NEWER],
  [
    'dump -l',
    'issues/dump-enumerate-2020-02.json',
    [/^\[1\] Generated: \d\d\/\d\d\/2020 \d\d:\d\d:\d\d, Size: 129464$/],
  ],
] as const

describe('recorded dumps and users', { skip }, () => {
  for (const [words, file, lines] of RECORDED)
    test(`rspconfig ${words} of ${file}`, async (t) => {
      const server = await serve((request, response) => {
        if (request.url === '/login') response.setHeader('set-cookie', 'sid="a!b"; Path=/')
        response.setHeader('content-type', 'application/json')
        response.end(request.method === 'GET' ? readFileSync(`${SAMPLES}/${file}`, 'utf8') : '{"data":null}')
      })
      t.after(() => server.close())
      const { invocation, view } = await parse('rspconfig', words.split(' '))
      const { host, port } = server.endpoint
      const who = { name: 'n1' as NodeName, username: 'root', password: new Secret('x') }
      const node = { ...who, protocol: 'openbmc', bmc: host, port, tls: 'pin', tlsLevel: 2 } as const
      const options = { signal: new AbortController().signal, fanout: 1, cwd: '/', trace: false }
      const { run } = inProcessRunner({ pins: memoryPins() })
      const { value } = answerOf(await Array.fromAsync(run(invocation, [node], options)))
      const said = view.result(value)
      assert.equal(said.length, lines.length)
      for (const [index, line] of lines.entries())
        if (line instanceof RegExp) assert.match(said[index] ?? '', line)
        else assert.equal(said[index], line)
    })
})

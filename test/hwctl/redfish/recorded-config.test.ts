import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import { errorText } from '../../../src/edges/error-text.ts'
import { RECORDED, recordedMachine, skip } from './recorded-machine.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden/recorded-redfish')

/** Everything that rspconfig can show. */
const COMMANDS = [
  'ip',
  'ipsrc',
  'netmask',
  'gateway',
  'vlan',
  'hostname',
  'ntpservers',
  'nameservers',
  'bootmode',
  'autoreboot',
  'powerrestorepolicy',
  'timesyncmethod',
  'thermalmode',
  'powersupplyredundancy',
  'hostname ip powerrestorepolicy autoreboot timesyncmethod thermalmode',
  'userls',
  'dump -l',
].map((words) => `rspconfig ${words}`)

for (const [file, system] of RECORDED)
  test(`rspconfig of the recorded ${file} reads as its JSON says, and changes nothing`, {
    skip,
  }, async (t) => {
    const { ask, served } = await recordedMachine(t, file, system)
    const said: string[] = []
    for (const command of COMMANDS) {
      const { lines, error, events } = await ask(command)
      const { view } = await parse('rspconfig', command.split(' ').slice(1))
      const notes = events.flatMap((event) => (event.kind === 'note' ? (view.note?.(event.note) ?? []) : []))
      const wrong = error ? [`Error: ${errorText(error).replaceAll(served.address, 'BMC')}`] : []
      said.push(`$ ${command}`, ...notes, ...lines, ...wrong)
    }
    const golden = resolve(GOLDEN, `${file}-rspconfig.txt`)
    assert.equal(`${said.join('\n')}\n`, readFileSync(golden, 'utf8'))
    assert.deepEqual(served.requests, [])
  })

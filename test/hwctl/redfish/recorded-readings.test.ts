import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { RECORDED, recordedMachine, skip } from './recorded-machine.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden/recorded-redfish')

/** The commands of a golden file with their lines, which were read against the machine's JSON: `$ COMMAND`, then lines. */
function blocksOf(text: string): readonly { readonly command: string; readonly lines: readonly string[] }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((block) => {
      const [command = '', ...lines] = block.trimEnd().split('\n')
      return { command, lines }
    })
}

for (const [file, system] of RECORDED)
  test(`the reading commands on the recorded ${file}, as its JSON says`, { skip }, async (t) => {
    const { ask, served } = await recordedMachine(t, file, system)
    for (const { command, lines } of blocksOf(readFileSync(`${GOLDEN}/${file}.txt`, 'utf8'))) {
      const before = served.reads.length
      const { error, events, ...answer } = await ask(command)
      assert.deepEqual(answer.lines, lines, `${command}: ${JSON.stringify(error)}`)
      assert.ok(
        lines.every((line) => !/undefined|\[object|[{}]|@odata|null/.test(line)),
        command,
      )
      const warnings = events.filter(({ kind }) => kind === 'warning')
      assert.deepEqual(warnings, [], command)
      const reads = served.reads.slice(before)
      assert.equal(new Set(reads).size, reads.length - 1, `${command}: the root twice, all else once`)
    }
    assert.deepEqual(served.requests, [])
  })

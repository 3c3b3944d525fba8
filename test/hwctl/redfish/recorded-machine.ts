import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { parse } from '../../../src/broker/parse.ts'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import { type ServedTree, serveTree } from '../../../src/simulator/recorded-tree.ts'
import { type Answer, answerOf, nodeOf } from '../../contract/machines.ts'
import { memoryPins } from '../../rest/web-server.ts'

/** Where the recorded trees are. */
const MOCKUPS = resolve(import.meta.dirname, '../../../../shared/mockups')

/** The recorded machines; the blade enclosure is asked for one of its systems, whose BMC has an entry in its log. */
export const RECORDED = [
  ['openbmc-2.15-stock'],
  ['dell-r750-idrac9-7.10'],
  ['dmtf-public-rackmount1'],
  ['dmtf-public-bladed', '529QB9452R6'],
  ['supermicro-x10-redfish1.0'],
] as const

/** Why tests on recorded machines cannot run here, or false; where they must, their absence is an error. */
export const skip = existsSync(MOCKUPS) ? false : `the recorded Redfish trees are not there: ${MOCKUPS}`
if (skip && process.env.CI) throw new Error(skip)

/** The resources of a recorded machine, by path. */
export function recordedTree(file: string): Record<string, Record<string, unknown>> {
  return JSON.parse(gunzipSync(readFileSync(`${MOCKUPS}/${file}.json.gz`)).toString('utf8'))
}

/** A recorded machine that is asked through words, over HTTPS; no session may be open when the test ends. */
export async function recordedMachine(
  t: TestContext,
  file: string,
  system?: string,
): Promise<{
  readonly served: ServedTree
  readonly ask: (command: string) => Promise<Answer & { readonly lines: readonly string[] }>
}> {
  const served = await serveTree(recordedTree(file))
  t.after(async () => {
    assert.equal(served.openSessions, 0)
    await served.close()
  })
  const runner = inProcessRunner({ pins: memoryPins() })
  const node = { ...nodeOf({ ...served, name: 'N', protocol: 'redfish' }), ...(system && { system }) }
  return {
    served,
    async ask(command) {
      const [name = '', ...words] = command.split(' ')
      const { invocation, view } = await parse(name, words)
      const options = { signal: new AbortController().signal, fanout: 1, cwd: '/', trace: false }
      const answer = answerOf(await Array.fromAsync(runner.run(invocation, [node], options)))
      return { ...answer, lines: answer.error ? [] : view.result(answer.value) }
    },
  }
}

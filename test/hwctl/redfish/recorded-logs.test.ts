import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { RECORDED, recordedMachine, skip } from './recorded-machine.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden/recorded-redfish-logs')

/** What `reventlog clear` must send, and what it must say. */
const CLEARED: Record<(typeof RECORDED)[number][0], readonly string[]> = {
  'openbmc-2.15-stock': ['/redfish/v1/Systems/system/LogServices/EventLog'],
  'dell-r750-idrac9-7.10': ['/redfish/v1/Managers/iDRAC.Embedded.1/LogServices/Sel'],
  'dmtf-public-rackmount1': [
    '/redfish/v1/Systems/437XR1138R2/LogServices/Log1',
    '/redfish/v1/Managers/BMC/LogServices/Log',
  ],
  'dmtf-public-bladed': ['/redfish/v1/Managers/Blade3BMC/LogServices/Log'],
  'supermicro-x10-redfish1.0': ['/redfish/v1/Systems/1/LogServices/Log1'],
}

for (const [file, system] of RECORDED)
  describe(`the log of the recorded ${file}`, { skip }, () => {
    const golden = () => readFileSync(`${GOLDEN}/${file}.txt`, 'utf8').split('\n').slice(0, -1)

    test('has its entries, oldest first, each read once', async (t) => {
      const { ask, served } = await recordedMachine(t, file, system)
      assert.deepEqual((await ask('reventlog all --utc')).lines, golden())
      assert.deepEqual((await ask('reventlog 3 --utc')).lines, golden().slice(-3))
      assert.deepEqual(served.requests, [])
      assert.ok(!served.reads.some((path) => /Entries\/./.test(path)), 'members come whole')
    })

    test('is cleared by what it offers, once', async (t) => {
      const { ask, served } = await recordedMachine(t, file, system)
      const kept = file.startsWith('dell') ? ['Not cleared, as the BMC offers no way to: Lclog'] : []
      assert.deepEqual((await ask('reventlog clear')).lines, ['Logs cleared', ...kept])
      assert.deepEqual(
        served.requests.map(({ method, path, body }) => [method, path, body]),
        CLEARED[file].map((path) => ['POST', `${path}/Actions/LogService.ClearLog`, {}]),
      )
    })

    test('has nothing in it that could be resolved', async (t) => {
      const { ask, served } = await recordedMachine(t, file, system)
      const id = /\[(.*?)\]/.exec(golden()[0] ?? '')?.[1] ?? '1'
      const { error } = await ask(`reventlog resolved=${id}`)
      assert.equal(error?.kind, file.startsWith('openbmc') ? 'usage' : 'unsupported')
      assert.deepEqual(served.requests, [])
    })
  })

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import type { Executor } from '../../src/core/lifecycle.ts'
import { PROTOCOL_NAMES } from '../../src/core/node.ts'
import { loadExecutor } from '../../src/hwctl/registry.ts'

const HWCTL = resolve(import.meta.dirname, '../../src/hwctl')

const capabilities = readdirSync(`${HWCTL}/managers`).map((file) => file.replace(/\.ts$/, ''))

/** The ops that each protocol cannot do, written out: whoever changes this list changes what users are promised. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  openbmc: [
    'bios get',
    'bios set',
    'bios getPending',
    'bios resetToDefault',
    'certificate request',
    'certificate replace',
    'media list',
    'media insert',
    'media eject',
  ],
  redfish: ['gard clear'],
}

async function executors(protocol: (typeof PROTOCOL_NAMES)[number]): Promise<Executor[]> {
  return Promise.all(capabilities.map((name) => loadExecutor(protocol, name)))
}

for (const protocol of PROTOCOL_NAMES) {
  test(`${protocol} answers for every capability`, async () => {
    const found = await executors(protocol)
    assert.deepEqual(
      found.map((one) => `${one.protocol} ${one.capability}`),
      capabilities.map((name) => `${protocol} ${name}`),
    )
  })

  test(`${protocol} does not support exactly what is written down, and plans everything else`, async () => {
    const ops = (await executors(protocol)).flatMap(({ capability, ops }) =>
      Object.entries(ops).map(([op, steps]) => ({ name: `${capability} ${op}`, steps })),
    )
    const refused = ops.filter(({ steps }) => steps === 'unsupported').map(({ name }) => name)
    assert.deepEqual(refused, UNSUPPORTED[protocol])
    const unplanned = ops
      .filter(({ steps }) => steps !== 'unsupported' && !steps.plan)
      .map(({ name }) => name)
    assert.deepEqual(unplanned, [])
  })
}

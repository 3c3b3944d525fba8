import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { blocksOf, replay, textOf } from './golden.ts'

const GOLDEN = [
  { file: 'rpower.txt', machine: { protocol: 'openbmc', flavour: 'phosphor' } },
  { file: 'rsetboot.txt', machine: { protocol: 'openbmc', flavour: 'phosphor' } },
  { file: 'redfish-openbmc.txt', machine: { protocol: 'redfish', family: 'openbmc' } },
  { file: 'redfish-dell.txt', machine: { protocol: 'redfish', family: 'dell' } },
  { file: 'redfish-supermicro.txt', machine: { protocol: 'redfish', family: 'supermicro' } },
  { file: 'rpowercap.txt', machine: { protocol: 'openbmc', flavour: 'phosphor' } },
  { file: 'redfish-settings-openbmc.txt', machine: { protocol: 'redfish', family: 'openbmc' } },
  { file: 'redfish-settings-dell.txt', machine: { protocol: 'redfish', family: 'dell' } },
  { file: 'redfish-settings-supermicro.txt', machine: { protocol: 'redfish', family: 'supermicro' } },
  { file: 'redfish-openbmc-reading.txt', machine: { protocol: 'redfish', family: 'openbmc' } },
  { file: 'redfish-dell-reading.txt', machine: { protocol: 'redfish', family: 'dell' } },
  { file: 'redfish-supermicro-reading.txt', machine: { protocol: 'redfish', family: 'supermicro' } },
  { file: 'redfish-log-openbmc.txt', machine: { protocol: 'redfish', family: 'openbmc' } },
  { file: 'redfish-log-dell.txt', machine: { protocol: 'redfish', family: 'dell' } },
  { file: 'redfish-log-supermicro.txt', machine: { protocol: 'redfish', family: 'supermicro' } },
  { file: 'redfish-openbmc-rspconfig.txt', machine: { protocol: 'redfish', family: 'openbmc' } },
  { file: 'redfish-dell-rspconfig.txt', machine: { protocol: 'redfish', family: 'dell' } },
  { file: 'redfish-supermicro-rspconfig.txt', machine: { protocol: 'redfish', family: 'supermicro' } },
  { file: 'probe-phosphor.txt', machine: { protocol: 'openbmc', flavour: 'phosphor' } },
  { file: 'probe-bmcweb.txt', machine: { protocol: 'openbmc', flavour: 'bmcweb' } },
  { file: 'redfish-openbmc-probe.txt', machine: { protocol: 'redfish', family: 'openbmc' } },
  { file: 'redfish-dell-probe.txt', machine: { protocol: 'redfish', family: 'dell' } },
  { file: 'redfish-supermicro-probe.txt', machine: { protocol: 'redfish', family: 'supermicro' } },
] as const satisfies readonly { file: string; machine: Omit<FleetOptions, 'nodes'> }[]

suite('golden lines', { concurrency: 2 }, () => {
  for (const { file, machine } of GOLDEN)
    test(`the lines of ${file}`, async (t) => {
      const golden = readFileSync(join(import.meta.dirname, file), 'utf8')
      assert.equal(textOf(await replay(t, blocksOf(golden), { options: machine })), golden)
    })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HwctlError } from '../../src/core/errors.ts'
import { inventoryPlan } from '../../src/simulator/inventory-plan.ts'
import { enumerate, treeOf } from '../../src/simulator/openbmc-rest/tree.ts'
import { startFleet } from './fleet.ts'

const INVENTORY = '/xyz/openbmc_project/inventory'

/** The inventory of each BMC of a fleet, without its association object. */
async function inventories(options: Parameters<typeof startFleet>[0]) {
  await using fleet = await startFleet({ protocol: 'openbmc', ...options })
  return fleet.bmcs.map((bmc) => {
    const objects = enumerate(treeOf(bmc, bmc.flavour ?? 'phosphor', INVENTORY), INVENTORY, bmc) ?? {}
    return Object.entries(objects).filter(([path]) => !path.endsWith('/activation'))
  })
}

describe('the inventory of a simulated machine', () => {
  test('as many parts as asked for, each at a place of its own', () => {
    for (const count of [0, 1, 26, 27, 200]) {
      const paths = inventoryPlan(count).map(({ path }) => path)
      assert.equal(new Set(paths).size, count)
    }
  })

  test('--parts is kept, machine by machine', async () => {
    const [small] = await inventories({ nodes: 1, parts: 3 })
    const [large] = await inventories({ nodes: 1, parts: 200 })
    assert.deepEqual([small?.length, large?.length], [3, 200])
  })

  test('phosphor has 0 and 1, bmcweb false and true', async () => {
    for (const [flavour, written] of [
      ['phosphor', [1, 0]],
      ['bmcweb', [true, false]],
    ] as const) {
      const [parts = []] = await inventories({ nodes: 1, flavour })
      const values = parts.map(([, part]) => (part as { Present?: unknown }).Present)
      assert.deepEqual([...new Set(values)].sort().reverse(), [...written])
    }
  })

  test('serial numbers go on where another process leaves off, and are the same at every start', async () => {
    const serials = async (first: number) =>
      (await inventories({ nodes: 1, first })).flat().map(([, part]) => JSON.stringify(part))
    const [one, again, other] = [await serials(1), await serials(1), await serials(2)]
    assert.deepEqual(one, again)
    assert.notDeepEqual(one, other)
  })

  test('a number of parts that makes no sense is refused', async () => {
    await assert.rejects(inventories({ nodes: 1, parts: -1 }), HwctlError)
  })
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { HwctlError } from '../../src/core/errors.ts'
import { FAULT_KINDS, FAULTS, faultList } from '../../src/simulator/faults/fault-kinds.ts'
import { checkShares, drawnFault, parsedShare } from '../../src/simulator/faults/fault-shares.ts'
import { isFaultSpec, parsedFault } from '../../src/simulator/faults/fault-spec.ts'
import { randomFirstAddress } from '../../src/simulator/loopback-address.ts'
import { startFleet } from './fleet.ts'

const usage = (pattern: RegExp) => (error: unknown) =>
  error instanceof HwctlError && error.facts.kind === 'usage' && pattern.test(error.facts.problem)

const SHARES = { 'slow:5000': 0.1, 503: 0.05, html: 0.05 } as const

test('a share is a fraction or per cent', () => {
  assert.deepEqual(parsedShare('slow=0.1'), ['slow', 0.1])
  assert.deepEqual(parsedShare('slow:5000=10%'), ['slow:5000', 0.1])
  assert.deepEqual(parsedShare('503-retry-after=.5'), ['503-retry-after', 0.5])
  assert.throws(() => parsedShare('slow'), usage(/^"slow" is not KIND=SHARE/))
  assert.throws(() => parsedShare('slow=ten'), usage(/KIND=SHARE/))
  assert.throws(() => parsedShare('quick=0.1'), usage(/^"quick" is no fault/))
})

test('a number goes with a fault that takes one', () => {
  assert.deepEqual(parsedFault('slow:5000'), { kind: 'slow', number: 5000 })
  assert.deepEqual(parsedFault('429'), { kind: '429' })
  for (const wrong of ['slow:', 'slow:0', 'slow:-1', 'slow:1:2', 'slow:1e3', 'html:2', 'toString', '', 7])
    assert.equal(isFaultSpec(wrong), false, String(wrong))
})

test('shares that no fleet can have are refused', async () => {
  checkShares(Object.fromEntries(FAULT_KINDS.slice(0, 10).map((kind) => [kind, 0.1])))
  assert.throws(() => checkShares({ slow: 0.6, html: 0.5 }), usage(/make 1\.1, and each BMC has at most one/))
  assert.throws(() => checkShares({ slow: Number.NaN }), usage(/^slow: NaN/))
  await assert.rejects(startFleet({ nodes: 1, faults: { slow: 2 } }), usage(/^slow: 2 is not a share/))
  await assert.rejects(startFleet({ nodes: 1, seed: -1 }), usage(/^seed/))
})

test('over many BMCs the shares come out, spread evenly, and another seed draws others', () => {
  const draws = (seed: number) => Array.from({ length: 10_000 }, (_, at) => drawnFault(SHARES, seed, at + 1))
  const first = draws(1)
  for (const [kind, share] of Object.entries(SHARES)) {
    const count = first.filter((drawn) => drawn === kind).length
    assert.ok(Math.abs(count - share * 10_000) < 0.1 * share * 10_000 + 50, `${kind}: ${count}`)
  }
  for (let at = 0; at < 10_000; at += 1000) {
    const faulty = first.slice(at, at + 1000).filter(Boolean).length
    assert.ok(faulty > 140 && faulty < 260, String(faulty))
  }
  assert.deepEqual(draws(1), first)
  const both = draws(2).filter((drawn, at) => drawn && first[at]).length
  assert.ok(both > 300 && both < 500, String(both))
})

test('a fault follows from shares, seed and number alone', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 10_000_000 }), (seed, number) => {
      const turned = Object.fromEntries(Object.entries(SHARES).reverse())
      assert.equal(drawnFault(SHARES, seed, number), drawnFault(turned, seed, number))
      assert.equal(drawnFault({ html: 1 }, seed, number), 'html')
      assert.equal(drawnFault({ html: 0 }, seed, number), undefined)
    }),
  )
})

test('a fleet that is shared among processes has the faults that it has in one', async () => {
  const faults = { refuses: 0.3, mute: 0.3 }
  const told = async (nodes: number, first: number) => {
    await using fleet = await startFleet({
      ...{ nodes, first, faults, seed: 7 },
      firstAddress: randomFirstAddress(100),
    })
    return fleet.bmcs.map((bmc) => [bmc.name, bmc.condition?.kind])
  }
  const whole = await told(40, 1)
  assert.deepEqual([...(await told(15, 1)), ...(await told(25, 16))], whole)
  assert.ok(whole.some(([, kind]) => kind === 'refuses') && whole.some(([, kind]) => kind === undefined))
})

test('every fault is listed, and stands in the table of the docs', () => {
  assert.deepEqual([...FAULT_KINDS].sort(), Object.keys(FAULTS).sort())
  const docs = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8')
  for (const kind of FAULT_KINDS) {
    assert.match(faultList(), new RegExp(`^${kind}(\\[:N\\])? +[A-Z].*\\.$`, 'm'))
    assert.match(docs, new RegExp(`^\\| \`${kind}(:N)?\` \\|`, 'm'), kind)
  }
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Media, type MediaSlot } from '../../src/hwctl/managers/media.ts'
import { type Answer, type ContractMachine, machine, SERVERS, succeeded } from './machines.ts'

const ISO = 'http://10.1.0.1/debian.iso'

function slotsOf(answer: Answer): readonly MediaSlot[] {
  return (succeeded(answer) as { slots: readonly MediaSlot[] }).slots
}

function writesOf({ requests }: ContractMachine): readonly string[] {
  return requests().filter((line) => !line.startsWith('GET '))
}

for (const kind of SERVERS.filter(({ can }) => can.includes('virtual-media')))
  describe(`media: ${kind.name}`, { concurrency: true }, () => {
    test('slots are empty at first, and looking changes nothing', async (t) => {
      const one = await machine(t, kind)
      const slots = slotsOf(await one.call(Media.list()))
      assert.ok(slots.length > 1)
      assert.ok(slots.every(({ image, types }) => image === undefined && types.includes('CD')))
      assert.deepEqual(writesOf(one), [])
    })

    test('an image goes into a free slot with one request, the next one into the next', async (t) => {
      const one = await machine(t, kind)
      const first = succeeded(await one.call(Media.insert({ image: ISO }))) as MediaSlot
      assert.deepEqual([first.image, first.writeProtected], [ISO, true])
      assert.equal(writesOf(one).length, 1)
      assert.match(writesOf(one)[0] ?? '', /^POST \S+\/VirtualMedia\.InsertMedia$/)
      const second = succeeded(
        await one.call(Media.insert({ image: 'nfs://10.1.0.1/a.img', writeProtected: false })),
      ) as MediaSlot
      assert.notEqual(second.slot, first.slot)
      assert.equal(second.writeProtected, false)
      assert.deepEqual(slotsOf(await one.call(Media.list())), [first, second])
    })

    test('a slot that is taken, and one that is not there, are refused with those that are free; nothing is sent', async (t) => {
      const one = await machine(t, kind)
      const [taken, free] = slotsOf(await one.call(Media.list())).map(({ slot }) => slot)
      assert.ok(taken && free)
      succeeded(await one.call(Media.insert({ image: ISO, slot: taken })))
      const again = (await one.call(Media.insert({ image: ISO, slot: taken }))).error
      assert.deepEqual(again?.kind === 'unsupported' && again.offered, [free])
      assert.deepEqual(writesOf(one), [])
      assert.equal((await one.call(Media.insert({ image: ISO, slot: 'Tape' }))).error?.kind, 'unsupported')
      assert.deepEqual(writesOf(one), [])
    })

    test('the only image is ejected without naming it, one of two is not, and an empty slot is left alone', async (t) => {
      const one = await machine(t, kind)
      assert.deepEqual(succeeded(await one.call(Media.eject({}))), { ejected: [] })
      const { slot } = succeeded(await one.call(Media.insert({ image: ISO }))) as MediaSlot
      const { ejected } = succeeded(await one.call(Media.eject({}))) as { ejected: readonly MediaSlot[] }
      assert.deepEqual(
        ejected.map(({ slot, image }) => [slot, image]),
        [[slot, ISO]],
      )
      assert.match(writesOf(one).join(), /^POST \S+\/VirtualMedia\.EjectMedia$/)
      assert.deepEqual(succeeded(await one.call(Media.eject({ slot }))), { ejected: [] })
      assert.deepEqual(writesOf(one), [])

      for (const image of [ISO, 'http://10.1.0.1/other.iso'])
        succeeded(await one.call(Media.insert({ image })))
      assert.equal((await one.call(Media.eject({}))).error?.kind, 'unsupported')
      assert.deepEqual(writesOf(one), [])
    })

    test('what is full is full', async (t) => {
      const one = await machine(t, kind)
      for (const _ of slotsOf(await one.call(Media.list()))) await one.call(Media.insert({ image: ISO }))
      assert.equal((await one.call(Media.insert({ image: ISO }))).error?.kind, 'unsupported')
      assert.deepEqual(writesOf(one), [])
    })
  })

for (const kind of SERVERS.filter(({ can }) => !can.includes('virtual-media')))
  test(`media: ${kind.name} says that it has none, and nothing is changed`, async (t) => {
    const one = await machine(t, kind)
    for (const asked of [Media.list(), Media.insert({ image: ISO }), Media.eject({})]) {
      assert.equal((await one.call(asked)).error?.kind, 'unsupported')
      assert.deepEqual(writesOf(one), [])
    }
  })

import assert from 'node:assert/strict'
import { endianness } from 'node:os'
import { test } from 'node:test'
import fc from 'fast-check'
import { HwctlError } from '../../../src/core/errors.ts'
import { FrameReader, frame } from '../../../src/edges/xcat/frame.ts'

const MAX_BYTES = 1 << 20

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  if (endianness() === 'LE') bytes.writeInt32LE(length)
  else bytes.writeInt32BE(length)
  return bytes
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (const length of lengths) {
    chunks.push(bytes.subarray(at, at + length))
    at += length
  }
  return [...chunks, bytes.subarray(at)]
}

test('whatever the bodies and however the stream is cut, the same bodies come out', () => {
  const body = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).map((text) => text.toWellFormed())
  fc.assert(
    fc.property(fc.array(body), fc.array(fc.nat(40)), (bodies, lengths) => {
      const reader = new FrameReader(MAX_BYTES)
      const chunks = cut(Buffer.concat(bodies.map(frame)), lengths)
      assert.deepEqual(
        chunks.flatMap((chunk) => [...reader.bodies(chunk)]),
        bodies,
      )
      assert.equal(reader.isBetweenFrames, true)
    }),
  )
})

test('a large frame comes a byte at a time', () => {
  const body = JSON.stringify({ text: 'ä€😀'.repeat(30_000) })
  const reader = new FrameReader(MAX_BYTES)
  const got = [...frame(body)].flatMap((byte) => [...reader.bodies(Buffer.of(byte))])
  assert.deepEqual(got, [body])
})

test('the length is a signed int in the order of this machine', () => {
  assert.deepEqual(frame('€').subarray(0, 4), lengthOf(3))
})

for (const length of [0, -1, -2_147_483_648, MAX_BYTES + 1, 2_147_483_647])
  test(`a length of ${length} is refused as soon as it is there`, () => {
    const reader = new FrameReader(MAX_BYTES)
    assert.throws(
      () => [...reader.bodies(lengthOf(length))],
      (error) => error instanceof HwctlError && error.facts.kind === 'usage',
    )
  })

test('half a frame is known to be one', () => {
  const reader = new FrameReader(MAX_BYTES)
  assert.equal(reader.isBetweenFrames, true)
  assert.deepEqual([...reader.bodies(lengthOf(10).subarray(0, 1))], [])
  assert.equal(reader.isBetweenFrames, false)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventReader } from '../../src/rest/event-reader.ts'

function read(...pieces: readonly (string | Buffer)[]): string[] {
  const heard: string[] = []
  const take = eventReader((data) => heard.push(data))
  for (const piece of pieces) take(Buffer.from(piece))
  return heard
}

describe('a stream of Server-Sent Events', () => {
  test('an event is its data, line by line; its id, its name and comments are not told', () => {
    assert.deepEqual(read(': welcome\n\nid: 7\nevent: x\ndata: {\ndata:  "a":1\ndata:}\n\n'), [
      '{\n "a":1\n}',
    ])
  })

  test('whatever ends its lines, and wherever the pieces are cut', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `data: ä${end}${end}data: b${end}${end}:${end}`
      const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]))
      assert.deepEqual(read(...bytes), ['ä', 'b'], JSON.stringify(end))
    }
  })

  test('an event that is not whole yet is waited for', () => {
    assert.deepEqual(read('data: a\n'), [])
    assert.deepEqual(read('data: a\n', '\nda', 'ta: b\n\n'), ['a', 'b'])
  })

  test('of one that is too long, only that it came is told', () => {
    const long = 'x'.repeat(700_000)
    assert.deepEqual(read(`data: ${long}\ndata: ${long}\n\ndata: a\n\n`), ['', 'a'])
    assert.deepEqual(read(`data: ${long}`, long, '\n\n', 'data: a\n\n'), ['', 'a'])
  })
})

import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { factsOf } from '../../src/core/errors.ts'
import type { RestRequest } from '../../src/rest/request.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { restTo, serve } from './web-server.ts'

const BYTES = 4_000_000

async function fixture(t: TestContext, listener: RequestListener) {
  const server = await serve(listener)
  t.after(() => server.close())
  const rest = restTo(server.endpoint)
  t.after(() => rest.close())
  const path = join(temporaryFolder(t), 'image.tar')
  writeFileSync(path, Buffer.alloc(BYTES, 'firmware'))
  const sent: number[] = []
  const ending = new AbortController()
  const request: RestRequest = {
    operation: 'upload',
    method: 'POST',
    path: '/upload/image',
    upload: { path, bytes: BYTES, sent: (bytes) => sent.push(bytes) },
    signal: ending.signal,
  }
  return { rest, request, path, sent, ending }
}

test('a file goes out as it is, with its length, and how much of it is told', async (t) => {
  const pieces: Buffer[] = []
  const { rest, request, path, sent } = await fixture(t, (incoming, response) => {
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => response.end(JSON.stringify(incoming.headers)))
  })
  const { json } = await rest.request(request)
  const headers = json as Record<string, string>
  assert.equal(headers['content-length'], String(BYTES))
  assert.equal(headers['content-type'], 'application/octet-stream')
  assert.equal(headers['transfer-encoding'], undefined)
  assert.ok(Buffer.concat(pieces).equals(readFileSync(path)))
  assert.equal(sent.at(-1), BYTES)
  assert.deepEqual(
    sent,
    sent.toSorted((a, b) => a - b),
  )
})

test('a form goes out with the file in it, and the length of the whole', async (t) => {
  const pieces: Buffer[] = []
  const { rest, request, path, sent } = await fixture(t, (incoming, response) => {
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => response.end(JSON.stringify(incoming.headers)))
  })
  const form = { head: '--é\r\n', tail: '\r\n--é--', type: 'multipart/form-data; boundary=x' }
  const upload = { path, bytes: BYTES, sent: (bytes: number) => sent.push(bytes), form }
  const { json } = await rest.request({ ...request, upload })
  const headers = json as Record<string, string>
  const whole = Buffer.concat([Buffer.from(form.head), readFileSync(path), Buffer.from(form.tail)])
  assert.equal(headers['content-length'], String(whole.length))
  assert.equal(headers['content-type'], form.type)
  assert.equal(headers['transfer-encoding'], undefined)
  assert.ok(Buffer.concat(pieces).equals(whole))
  assert.equal(sent.at(-1), BYTES)
})

test('it is read no faster than it is taken', async (t) => {
  const began = Promise.withResolvers<void>()
  const { rest, request, sent } = await fixture(t, (incoming, response) => {
    began.resolve()
    incoming.pause()
    incoming.socket.pause()
    setTimeout(() => {
      assert.ok((sent.at(-1) ?? 0) < 24_000_000, `${sent.at(-1)}`)
      incoming.resume()
      incoming.socket.resume()
      incoming.on('end', () => response.end('{}'))
    }, 100)
  })
  const size = 24_000_000
  const { path } = request.upload ?? assert.fail()
  writeFileSync(path, Buffer.alloc(size))
  const upload = { path, bytes: size, sent: (bytes: number) => sent.push(bytes) }
  assert.equal((await rest.request({ ...request, upload })).status, 200)
  await began.promise
  assert.equal(sent.at(-1), size)
})

test('a connection that breaks in the middle is told as of unknown outcome, and nothing is sent again', async (t) => {
  let requests = 0
  const { rest, request } = await fixture(t, (incoming) => {
    requests++
    incoming.once('data', () => incoming.socket.destroy())
  })
  const error = await rest.request(request).then(() => assert.fail('no error'), factsOf)
  assert.ok(error.kind === 'connect')
  assert.equal(error.outcomeUnknown, true)
  assert.equal(requests, 1)
})

test('an answer before the end is an answer', async (t) => {
  const { rest, request } = await fixture(t, (incoming, response) => {
    incoming.once('data', () => response.writeHead(503, { 'retry-after': '30' }).end('busy'))
    incoming.resume()
  })
  assert.equal((await rest.request(request)).status, 503)
})

test('a run that ends breaks it off', async (t) => {
  const arrived = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const { rest, request, ending } = await fixture(t, (incoming) => {
    incoming.socket.once('close', () => closed.resolve())
    incoming.resume()
    arrived.resolve()
  })
  const answer = rest.request(request).then(() => assert.fail('no error'), factsOf)
  await arrived.promise
  ending.abort('enough')
  assert.deepEqual(await answer, {
    kind: 'cancelled',
    reason: 'enough',
    reached: true,
    outcomeUnknown: true,
  })
  await closed.promise
})

test('a file that has changed since it was checked, or is gone, is not sent', async (t) => {
  let requests = 0
  const { rest, request, path } = await fixture(t, (_incoming, response) => {
    requests++
    response.end()
  })
  appendFileSync(path, 'more')
  const changed = await rest.request(request).then(() => assert.fail('no error'), factsOf)
  assert.ok(changed.kind === 'firmware' && changed.problem === 'broken')
  const upload = { path: `${path}.gone`, bytes: BYTES, sent: () => undefined }
  const gone = await rest.request({ ...request, upload }).then(() => assert.fail('no error'), factsOf)
  assert.ok(gone.kind === 'firmware' && gone.problem === 'inaccessible')
  assert.equal(requests, 0)
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createUser } from '@nats-io/nkeys'
import { Bus } from '../../../src/bus/bus.ts'
import { Bandwidth, readBandwidth } from '../../../src/bus/files/bandwidth.ts'
import { FileCache } from '../../../src/bus/files/file-cache.ts'
import { openObjects, PART_BYTES, partName, storeFile } from '../../../src/bus/files/file-store.ts'
import { usersConf } from '../../../src/bus/nats-conf.ts'
import { HwctlError } from '../../../src/core/errors.ts'
import { temporaryFolder } from '../../nodes/temporary-store.ts'
import { NatsProcess } from '../../service-node/nats-process.ts'

const { signal } = new AbortController()

/** A broker and a service node, each with its own rights. */
async function sides(t: TestContext) {
  const [one, two] = [createUser(), createUser()]
  const users = [
    { name: 'broker', nkey: one.getPublicKey() },
    { name: 'sn1', nkey: two.getPublicKey() },
  ]
  const nats = await NatsProcess.start(t, usersConf(users))
  const connect = (name: string, user: typeof one) =>
    Bus.connect({ servers: [nats.url], name, seed: new TextDecoder().decode(user.getSeed()) })
  const [broker, node] = await Promise.all([connect('broker', one), connect('sn1', two)])
  t.after(() => Promise.all([broker[Symbol.asyncDispose](), node[Symbol.asyncDispose]()]))
  const folder = temporaryFolder(t)
  const fileOf = (bytes: Uint8Array) => {
    const path = join(folder, `image-${bytes.length}`)
    writeFileSync(path, bytes)
    return path
  }
  return { broker, node, fileOf, cached: join(temporaryFolder(t), 'files') }
}

const reasonOf = (thrown: unknown) => {
  assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'file', String(thrown))
  return thrown.facts.reason
}

test('a file comes whole, once for all who want it, and is there the next time', async (t) => {
  const { broker, node, fileOf, cached } = await sides(t)
  const bytes = randomBytes(3 * PART_BYTES + 12_345)
  const file = await storeFile(broker, fileOf(bytes))
  const cache = new FileCache(cached, node)
  const told: number[] = []
  const paths = await Promise.all([
    cache.fetch(file, { signal, progress: (sum) => told.push(sum) }),
    cache.fetch(file, { signal }),
    cache.fetch(file, { signal }),
  ])
  assert.equal(new Set(paths).size, 1)
  assert.ok(bytes.equals(readFileSync(paths[0])))
  assert.deepEqual(told, [PART_BYTES, 2 * PART_BYTES, 3 * PART_BYTES, bytes.length])
  await new FileCache(cached, node).fetch(file, { signal, progress: () => assert.fail('it came again') })
  writeFileSync(paths[0], 'damaged')
  await cache.fetch(file, { signal })
  assert.ok(bytes.equals(readFileSync(paths[0])))
  assert.deepEqual(readdirSync(cached), [file.sha256])
})

test('a file that is stored already is not sent again; an empty one comes too', async (t) => {
  const { broker, node, fileOf, cached } = await sides(t)
  const path = fileOf(randomBytes(5000))
  const file = await storeFile(broker, path)
  const objects = await openObjects(broker, 'open')
  const before = await objects.info(partName(file, 0))
  assert.deepEqual(await storeFile(broker, path), file)
  assert.equal((await objects.info(partName(file, 0)))?.nuid, before?.nuid)
  const empty = await storeFile(broker, fileOf(new Uint8Array(0)))
  assert.equal(readFileSync(await new FileCache(cached, node).fetch(empty, { signal })).length, 0)
})

test('what is not what it should be, or not there, is an error, and leaves nothing behind', async (t) => {
  const { broker, node, fileOf, cached } = await sides(t)
  const file = await storeFile(broker, fileOf(randomBytes(2 * PART_BYTES)))
  const objects = await openObjects(broker, 'open')
  await objects.putBlob({ name: partName(file, 1) }, randomBytes(PART_BYTES))
  const cache = new FileCache(cached, node)
  const wrong = await cache.fetch(file, { signal }).catch(reasonOf)
  assert.equal(wrong, 'its checksum is not the one that was sent')
  await objects.delete(partName(file, 1))
  assert.equal(await cache.fetch(file, { signal }).catch(reasonOf), 'part 2 of 2 is not in the object store')
  assert.deepEqual(readdirSync(cached), [])
  assert.equal(await storeFile(broker, '/nowhere/image.tar').catch(reasonOf), 'ENOENT')
})

test('a fetch can be ended, and the next one begins anew', async (t) => {
  const { broker, node, fileOf, cached } = await sides(t)
  const file = await storeFile(broker, fileOf(randomBytes(3 * PART_BYTES)))
  const cache = new FileCache(cached, node)
  const ending = new AbortController()
  const first = cache.fetch(file, { signal: ending.signal, progress: () => ending.abort('interrupted') })
  const second = cache.fetch(file, { signal })
  await assert.rejects(first)
  assert.ok((await second).endsWith(file.sha256))
})

test('what was not used for longest makes room', async (t) => {
  const { broker, node, fileOf, cached } = await sides(t)
  const cache = new FileCache(cached, node, { keptBytes: 2500 })
  const files = []
  for (const size of [1000, 1001, 1002]) {
    const file = await storeFile(broker, fileOf(randomBytes(size)))
    const path = await cache.fetch(file, { signal })
    if (size < 1002) utimesSync(path, size, size)
    files.push(file.sha256)
  }
  assert.deepEqual(readdirSync(cached).toSorted(), files.slice(1).toSorted())
})

test('a bandwidth is kept to', async () => {
  const began = performance.now()
  const bandwidth = new Bandwidth(1_000_000)
  await Promise.all([bandwidth.passed(100_000, signal), bandwidth.passed(200_000, signal)])
  assert.ok(performance.now() - began >= 295)
  assert.deepEqual(['500K', '12.5M', '1G', '77'].map(readBandwidth), [500_000, 12_500_000, 1e9, 77])
  for (const text of ['', 'fast', '0', '-1', '1T']) assert.throws(() => readBandwidth(text), HwctlError)
})

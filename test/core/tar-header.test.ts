import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { paddedSize, TAR_BLOCK, tarHeader } from '../../src/core/tar-header.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'

for (const format of ['ustar', 'gnu', 'v7', 'posix'])
  test(`headers of the system's tar, ${format}`, (t) => {
    const folder = temporaryFolder(t)
    writeFileSync(join(folder, 'MANIFEST'), 'version=1\n')
    writeFileSync(join(folder, 'image'), Buffer.alloc(1000))
    execFileSync('tar', [`--format=${format}`, '-cf', 'x.tar', './MANIFEST', 'image'], { cwd: folder })
    const tar = readFileSync(join(folder, 'x.tar'))
    const found: [string, number][] = []
    for (let at = 0; ; ) {
      const header = tarHeader(tar.subarray(at, at + TAR_BLOCK))
      assert.ok(header)
      if (header === 'end') break
      if (header.isFile) found.push([header.name, header.size])
      at += TAR_BLOCK + paddedSize(header.size)
    }
    assert.deepEqual(found, [
      ['./MANIFEST', 10],
      ['image', 1000],
    ])
  })

test('anything else is no header', () => {
  for (const block of [Buffer.alloc(0), Buffer.alloc(511), Buffer.alloc(512, 'x'), Buffer.alloc(512, 1)])
    assert.equal(tarHeader(block), undefined)
  assert.equal(tarHeader(Buffer.alloc(512)), 'end')
})

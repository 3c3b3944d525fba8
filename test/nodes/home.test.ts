import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { currentUser, homePath, openHome } from '../../src/nodes/home.ts'
import { problemOf } from './problem.ts'
import { temporaryFolder } from './temporary-store.ts'

test('HWCTL_HOME names the folder; root and users have a default', () => {
  assert.equal(homePath({ HWCTL_HOME: '/x/y' }, 1000), '/x/y')
  assert.equal(homePath({}, 0), '/var/lib/hwctl')
  assert.equal(homePath({ HOME: '/home/ann' }, 1000), '/home/ann/.local/share/hwctl')
  assert.equal(homePath({ HOME: '/home/ann', XDG_DATA_HOME: '/data' }, 1000), '/data/hwctl')
  assert.equal(
    homePath({ HOME: '/home/ann', XDG_DATA_HOME: 'relative' }, 1000),
    '/home/ann/.local/share/hwctl',
  )
})

test('the folder is made for its owner only', (context) => {
  const path = join(temporaryFolder(context), 'a', 'b')
  assert.equal(openHome({ HWCTL_HOME: path }), path)
  assert.equal(statSync(path).mode & 0o777, 0o700)
})

test('a folder that others may write to, or that is not ours, is refused', (context) => {
  const folder = temporaryFolder(context)
  const open = join(folder, 'open')
  mkdirSync(open)
  chmodSync(open, 0o770)
  assert.match(
    problemOf(() => openHome({ HWCTL_HOME: open })),
    /Others may write.*chmod 700/,
  )
  assert.match(
    problemOf(() => openHome({ HWCTL_HOME: folder }, currentUser() + 1)),
    /belongs to user/,
  )
  const file = join(folder, 'file')
  writeFileSync(file, '')
  assert.match(
    problemOf(() => openHome({ HWCTL_HOME: file })),
    /HWCTL_HOME names another/,
  )
})

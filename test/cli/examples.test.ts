import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const PROJECT = resolve(import.meta.dirname, '../..')

for (const file of readdirSync(`${PROJECT}/examples`).filter((name) => name.endsWith('.yaml')))
  test(`examples/${file} is taken by hwctl nodes apply, and changes nothing the second time`, (t) => {
    const home = mkdtempSync(join(tmpdir(), 'hwctl-example-'))
    t.after(() => rmSync(home, { recursive: true }))
    const apply = () =>
      spawnSync(`${PROJECT}/bin/hwctl`, ['nodes', 'apply', '-f', `examples/${file}`], {
        cwd: PROJECT,
        env: { ...process.env, HWCTL_HOME: home },
        encoding: 'utf8',
      })
    const first = apply()
    assert.equal(first.status, 0, first.stderr)
    assert.match(first.stdout, /[1-9]\d* added/)
    assert.match(apply().stdout, /0 added, 0 changed, 0 removed/)
  })

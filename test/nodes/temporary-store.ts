import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { NodeRecord } from '../../src/nodes/node-record.ts'
import { type NodeStore, openStore } from '../../src/nodes/node-store.ts'

/** A folder that is gone when the test ends. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hwctl-nodes-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A node store in a folder of its own. */
export function temporaryStore(context: TestContext): NodeStore {
  const store = openStore(temporaryFolder(context))
  context.after(() => store.close())
  return store
}

/** A node with these attributes; `groups` with commas. */
export function node(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  groups = '',
): NodeRecord {
  return {
    name,
    attributes: new Map(Object.entries(attributes)),
    groups: groups === '' ? [] : groups.split(','),
  }
}

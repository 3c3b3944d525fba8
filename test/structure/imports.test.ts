import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'

const SRC = resolve(import.meta.dirname, '../../src')

/** Which folders of src/ a folder may import from, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  rest: ['core'],
  'hwctl/managers': ['core'],
  'hwctl/flows': ['core', 'rest', 'hwctl/managers'],
  'hwctl/openbmc': ['core', 'rest', 'hwctl/managers', 'hwctl/flows'],
  'hwctl/redfish': ['core', 'rest', 'hwctl/managers', 'hwctl/flows'],
  hwctl: ['core', 'rest'],
  commands: ['core', 'hwctl/managers'],
  nodes: ['core'],
  edges: ['core'],
  simulator: ['core'],
  bus: ['core', 'edges'],
  broker: ['core', 'rest', 'hwctl', 'commands', 'nodes', 'edges', 'bus'],
  'service-node': ['core', 'rest', 'edges', 'bus', 'broker'],
  agent: ['core', 'edges', 'broker', 'commands'],
  cli: [
    'core',
    'rest',
    'hwctl',
    'commands',
    'nodes',
    'edges',
    'broker',
    'agent',
    'simulator',
    'bus',
    'service-node',
  ],
  bin: ['cli'],
}

/** The most specific folder of ALLOWED that a file is in. */
function folderOf(file: string): string {
  const folders = Object.keys(ALLOWED).filter((folder) => file.startsWith(`${folder}/`))
  return folders.sort((a, b) => b.length - a.length)[0] ?? `no folder for ${file}`
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const found = text.matchAll(/(?:from|import\()\s*['"`](\.[^'"`]+)['"`]/g)
  return [...found].map(([, path = '']) => relative(SRC, resolve(SRC, dirname(file), path)))
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

test('every file lies in a folder that has a place in the house', () => {
  for (const file of files) assert.ok(folderOf(file) in ALLOWED, folderOf(file))
})

test('no import goes against the arrows', () => {
  const wrong = files.flatMap((file) => {
    const from = folderOf(file)
    const allowed = [from, ...(ALLOWED[from] ?? [])]
    return importsOf(file)
      .filter((to) => !to.includes('${') && !allowed.includes(folderOf(to)))
      .map((to) => `${file} -> ${to}`)
  })
  assert.deepEqual(wrong, [])
})

test('the check sees a wrong arrow', () => {
  assert.deepEqual(importsOf('commands/rpower.ts').map(folderOf).includes('hwctl/managers'), true)
  assert.equal(ALLOWED.commands?.includes('hwctl/openbmc'), false)
  assert.equal(folderOf('hwctl/openbmc/client/state.ts'), 'hwctl/openbmc')
})

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

const ROOT = resolve(import.meta.dirname, '../..')
const CONTRACT = resolve(ROOT, '../shared/spec/xcat-contract.md')
const skip = existsSync(CONTRACT) ? false : `the facts about xCAT are not there: ${CONTRACT}`
if (skip && process.env.CI !== undefined) throw new Error(skip)

const page = readFileSync(`${ROOT}/docs/xcat-rows.md`, 'utf8')
const differences = readFileSync(`${ROOT}/docs/differences-from-xcat.md`, 'utf8')

interface Row {
  readonly xcat: string
  readonly hwctl: string
  readonly file: string
  readonly text: string
}

const rows = page.split('\n').flatMap((line): Row[] => {
  const [, xcat, hwctl, file, text] = line
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim())
  return xcat && hwctl && file?.startsWith('`') && text
    ? [{ xcat, hwctl, file: bare(file), text: bare(text) }]
    : []
})

/** A text without the backticks around it. */
function bare(cell: string): string {
  return cell.replace(/^(`+) ?(.*?) ?\1$/, '$2')
}

/** Every text in backticks, lines that were broken put together again. */
function literals(text: string): readonly string[] {
  const found = text.replaceAll(/\s*\n\s*/g, ' ').matchAll(/`([^`]+)`/g)
  return Array.from(found, ([, literal = '']) => literal.trim()).filter((literal) => literal !== '')
}

test('every row has a test that is there', () => {
  assert.ok(rows.length > 150)
  const missing = rows.filter(({ file, text }) => {
    const path = `${ROOT}/test/${file}`
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(text)
  })
  assert.deepEqual(missing, [])
})

test('every row that is not the same is among the differences', () => {
  const other = rows.filter(({ hwctl }) => hwctl !== 'same')
  assert.deepEqual(
    other.filter(({ hwctl }) => !differences.includes(bare(hwctl))),
    [],
  )
})

test('every word, line and error of sections 1.8 to 1.13 is in a row', { skip }, () => {
  const contract = readFileSync(CONTRACT, 'utf8')
  const sections = contract.slice(contract.indexOf('## 1.8 '), contract.indexOf('## 1.14 '))
  const told = new Set(literals(rows.map(({ xcat }) => xcat).join('\n')))
  assert.deepEqual(
    literals(sections).filter((literal) => !told.has(literal)),
    [],
  )
})

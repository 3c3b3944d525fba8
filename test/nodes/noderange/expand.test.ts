import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { expandNoderange } from '../../../src/nodes/noderange/expand.ts'
import { problemOf } from '../problem.ts'
import { temporaryFolder } from '../temporary-store.ts'
import { inMemoryDirectory } from './in-memory-directory.ts'

const numbered = (prefix: string, from: number, to: number, width = 0) =>
  Array.from({ length: to - from + 1 }, (_, index) => prefix + String(from + index).padStart(width, '0'))

const RACK = { n1: 'r1', n2: 'r1', n3: 'r2' }
const fleet = inMemoryDirectory(
  [
    ...numbered('n', 1, 12),
    ...numbered('p', 8, 11, 3),
    ...numbered('node', 9, 20),
    ...['f1n1', 'f1n2', 'f2n1', 'f2n2'],
    ...['web-1', 'web-2', 'web-3', 'n1-ib', 'n2-ib', 'n3-ib', 'c1.example', 'c2.example'],
    'both',
  ],
  { compute: ['n1', 'n2', 'n3'], rack1: ['n1', 'f1n1'], rack2: ['n2'], rack3: [], both: ['n1', 'n2'] },
  {
    rack: RACK,
    bmc: { n1: '10.1.0.1', n2: '10.2.0.2' },
    protocol: { n1: 'openbmc', n2: 'redfish' },
    place: { n1: 'hall 4, left' },
  },
)

const expanded = (noderange: string, cwd = '/') => expandNoderange(noderange, fleet, cwd).join(' ')

/** Every row of the table of forms, and what each stands for. */
const FORMS: readonly (readonly [string, string, string])[] = [
  ['a node', 'n1', 'n1'],
  ['a group', 'compute', 'n1 n2 n3'],
  ['a node wins over a group of its name', 'both', 'both'],
  ['a group without nodes', 'rack3', ''],
  ['a list', 'n2,n1,n2', 'n1 n2'],
  ['empty places in a list', ',n1,,n2,', 'n1 n2'],
  ['a range with a dash', 'n9-n11', 'n9 n10 n11'],
  ['a range with a colon', 'n9:n11', 'n9 n10 n11'],
  ['a range that keeps its zeroes', 'p008-p011', 'p008 p009 p010 p011'],
  ['a range of one', 'n1-n1', 'n1'],
  ['a range within names', 'n1-ib:n3-ib', 'n1-ib n2-ib n3-ib'],
  ['a range of names that hold a dash', 'web-1-web-3', 'web-1 web-2 web-3'],
  ['a range in the first of two numbers', 'f1n1-f2n1', 'f1n1 f2n1'],
  ['a node whose name holds a dash', 'web-1', 'web-1'],
  ['brackets', 'n[9-11]', 'n9 n10 n11'],
  ['brackets with a colon', 'n[9:11]', 'n9 n10 n11'],
  ['brackets with a list', 'n[1,3,5-7]', 'n1 n3 n5 n6 n7'],
  ['brackets with zeroes', 'p[008-011]', 'p008 p009 p010 p011'],
  ['several brackets make a product', 'f[1-2]n[1-2]', 'f1n1 f1n2 f2n1 f2n2'],
  ['brackets within a name', 'n[1-2]-ib', 'n1-ib n2-ib'],
  ['brackets after a dash', 'web-[1-2]', 'web-1 web-2'],
  ['counting on', 'n10+2', 'n10 n11 n12'],
  ['counting on with zeroes', 'p008+2', 'p008 p009 p010'],
  ['counting on before a domain', 'c1.example+1', 'c1.example c2.example'],
  ['counting on within a name', 'n1-ib+2', 'n1-ib n2-ib n3-ib'],
  ['a bare number', '15', 'node15'],
  ['bare numbers', '9-11', 'node9 node10 node11'],
  ['bare numbers counting on', '10+1', 'node10 node11'],
  ['bare numbers in brackets', '[9-10]', 'node9 node10'],
  ['a range of groups', 'rack1-rack2', 'f1n1 n1 n2'],
  ['groups in brackets', 'rack[1-3]', 'f1n1 n1 n2'],
  ['a group counting on', 'rack1+1', 'f1n1 n1 n2'],
  ['a regular expression, over the whole name', '/n1.', 'n10 n11 n12'],
  ['a regular expression with brackets of its own', '/(n|web-)[1,2]', 'n1 n2 web-1 web-2'],
  ['a regular expression with a count', '/n\\d{2,3},web-1', 'n10 n11 n12 web-1'],
  ['a regular expression that fits nothing', '/x', ''],
  ['an exclusion', 'compute,-n2', 'n1 n3'],
  ['an exclusion that comes first', '-n2,compute', 'n1 n3'],
  ['an excluded group', 'n[1-5],-compute', 'n4 n5'],
  ['an excluded range', 'compute,-n1-n2', 'n3'],
  ['an excluded expression', 'compute,-/n[12]', 'n3'],
  ['an excluded selection', 'compute,-rack==r1', 'n3'],
  ['nothing but an exclusion', '-n1', ''],
  ['an intersection', 'compute@rack1', 'n1'],
  ['an intersection of three', 'n[1-12]@compute@rack2', 'n2'],
  ['an intersection binds closer than a comma', 'n12,compute@rack1', 'n1 n12'],
  ['an excluded intersection', 'compute,-compute@rack1', 'n2 n3'],
  ['what one has and another has not', 'compute@-rack1', 'n2 n3'],
  ['parentheses', '(n12,compute)@rack1', 'n1'],
  ['parentheses in parentheses', '((n1,n2),(n3,(n4)))@(compute,-n2)', 'n1 n3'],
  ['an exclusion ends with its parentheses', '(compute,-n2),n2', 'n1 n2 n3'],
  ['excluded parentheses', 'compute,-(n1,n2)', 'n3'],
  ['a selection', 'rack==r1', 'n1 n2'],
  ['a selection with one equals sign', 'rack=r1', 'n1 n2'],
  ['a selection by what is not', 'compute@rack!=r1', 'n3'],
  ['a selection by pattern', 'bmc=~10\\.1\\.', 'n1'],
  ['a selection by pattern with slashes', 'bmc=~/^10\\.(1|2)/', 'n1 n2'],
  ['a selection by no pattern', 'compute@bmc!~^10', 'n3'],
  ["a selection by xCAT's mgt", 'mgt==openbmc', 'n1'],
  ["a selection by xCAT's table", 'nodehm.mgt==redfish', 'n2'],
  ['a selection by group', 'groups==rack1', 'f1n1 n1'],
  ["a selection by xCAT's column of groups", 'nodelist.groups==rack2', 'n2'],
  ['a selection by a quoted value', "place=='hall 4, left'", 'n1'],
  ['a selection in parentheses', '(rack==r1)@n1', 'n1'],
  ['spaces and quotes', ' "n1" , \'n2\' ', 'n1 n2'],
]

describe('a noderange', () => {
  for (const [what, noderange, nodes] of FORMS)
    test(`${what}: ${noderange}`, () => assert.equal(expanded(noderange), nodes))

  test('all: every node, in natural order', () => {
    assert.deepEqual(expandNoderange('all', fleet), fleet.names())
    assert.equal(expanded('all,-all'), '')
  })
})

describe('a name that is neither node nor group', () => {
  for (const [noderange, problem] of [
    ['zz', 'zz (at column 1)'],
    ['zz,n1,yy', 'zz,yy (at column 1; at column 7)'],
    ['n1, -zz', 'zz (at column 6)'],
    ['n11-n14', 'n13,n14 (at column 1)'],
    ['n[11-13]', 'n13 (at column 1)'],
    ['99', 'node99 (at column 1)'],
    ['n10-n1', 'n10-n1 (at column 1: the range runs backwards, from 10 to 1)'],
    ['a-b', 'a-b (at column 1: the ends of a range may differ in one number only)'],
    ['a-b-c', 'a-b-c (at column 1)'],
    ['n[1-2', 'n[1-2 (at column 1: a bracket is missing)'],
    ['n[1-2]]', 'n[1-2]] (at column 1: a bracket is missing)'],
    ['n[]', 'n[] (at column 1: "" means nothing in brackets)'],
    ['n1+x', 'n1+x (at column 1: NAME+NUMBER is meant to count on)'],
    ['--n1', '-n1 (at column 2: the ends of a range may differ in one number only)'],
  ] as const)
    test(`${noderange} is told in xCAT's words, with its place`, () =>
      assert.equal(
        problemOf(() => expanded(noderange)),
        `Invalid nodes and/or groups in noderange: ${problem}`,
      ))
})

describe('a noderange that makes no sense', () => {
  for (const [noderange, problem] of [
    ['', /is empty/],
    [' , ', /is empty/],
    ['n1@', /"@" cannot stand at column 3/],
    ['@n1', /"@" cannot stand at column 1/],
    ['n1,(n2', /"\(" at column 4 of the noderange is never closed/],
    ['n1)', /"\)" cannot stand at column 3/],
    ['()', /"\)" cannot stand at column 2/],
    ['n1(n2)', /"\(" cannot stand at column 3/],
    ['(n1)n2', /"n2" cannot stand at column 5/],
    ['n1,-', /"-" cannot stand at column 4/],
    ['/(', /regular expression \( is not understood/],
    ['/(?=x)', /not understood/],
    ['rakc!=r1', /No node has an attribute "rakc"/],
    ['password==x', /cannot be selected by their password/],
    ['^', /Cannot read \^/],
  ] as const)
    test(`"${noderange}" says why`, () =>
      assert.match(
        problemOf(() => expanded(noderange)),
        problem,
      ))
})

describe('a noderange made to hurt', () => {
  for (const [what, noderange, problem] of [
    ['a range without end', 'n[1-999999999]', /more than 1000000 names/],
    ['a product without end', 'n[1-999]x[1-999]x[1-999]', /more than 1000000 names/],
    ['many ranges', 'n[1-600000],x[1-600000]', /more than 1000000 names/],
    ['numbers beyond numbers', 'n[1-99999999999999999999]', /more than 15 digits/],
    ['a long text', 'n1,'.repeat(4_000_000), /at most 1000000/],
    ['too many parentheses', `${'('.repeat(5000)}n1${')'.repeat(5000)}`, /deeper than 4096/],
    ['a long name', 'x'.repeat(900_000), /Invalid nodes/],
    ['a long regular expression', `/${'(a*)*'.repeat(1000)}`, /at most 1000 characters/],
    ['a hungry regular expression', '/(x{1000}){1000}', /not understood/],
    ['many dashes', 'n1-'.repeat(300_000), /Invalid nodes/],
    ['many brackets', 'n['.repeat(400_000), /Invalid nodes/],
    ['quotes that do not close', '^"'.repeat(400_000), /cannot stand/],
  ] as const)
    test(`${what} gets an answer`, () =>
      assert.match(
        problemOf(() => expanded(noderange)),
        problem,
      ))

  test('as many parentheses as are allowed', () =>
    assert.equal(expanded(`${'('.repeat(4096)}n1${')'.repeat(4096)}`), 'n1'))
})

describe('a file of noderanges', () => {
  test('is read line by line, relative to where the command is given', (context) => {
    const folder = temporaryFolder(context)
    writeFileSync(join(folder, 'list'), '# the list\nn1 # first\n\n  n[2-3],n9\nrack2\r\n-n9\n')
    assert.equal(expanded('^list', folder), 'n1 n2 n3')
    assert.equal(expanded(`^${join(folder, 'list')},n12`), 'n1 n2 n3 n12')
    assert.equal(expanded('n[1-12],-^list', folder).split(' ').length, 9)
    assert.equal(expanded('(^list)@compute', folder), 'n1 n2 n3')
  })

  test('may name other files, but not itself', (context) => {
    const folder = temporaryFolder(context)
    writeFileSync(join(folder, 'outer'), '^inner\nn1\n')
    writeFileSync(join(folder, 'inner'), 'n2\n')
    writeFileSync(join(folder, 'a'), '^b\n')
    writeFileSync(join(folder, 'b'), '^a\n')
    assert.equal(expanded('^outer', folder), 'n1 n2')
    assert.match(
      problemOf(() => expanded('^a', folder)),
      /leads back to itself/,
    )
    for (let depth = 0; depth < 50; depth++)
      writeFileSync(join(folder, `d${depth}`), `^d${depth + 1}\n^d${depth + 1}\n`)
    assert.match(
      problemOf(() => expanded('^d0', folder)),
      /deeper than 32/,
    )
  })

  test('that is unknown, a folder, a device or too large is refused', (context) => {
    const folder = temporaryFolder(context)
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'large'), Buffer.alloc(16 * 1024 * 1024 + 1, 'n'))
    for (const [path, reason] of [
      ['none', /ENOENT/],
      ['sub', /not an ordinary file/],
      ['/dev/zero', /not an ordinary file/],
      ['large', /larger than 16 MiB/],
    ] as const)
      assert.match(
        problemOf(() => expanded(`^${path}`, folder)),
        reason,
      )
  })

  test('says in which line the mistake is', (context) => {
    const folder = temporaryFolder(context)
    writeFileSync(join(folder, 'list'), 'n1\nn2, zz\n')
    const problem = problemOf(() => expanded('^list', folder))
    assert.match(problem, /noderange: zz \(in .*list, line 2, column 5\)/)
  })

  test('may have a name in quotes', (context) => {
    const folder = temporaryFolder(context)
    writeFileSync(join(folder, 'my, list'), 'n1\n')
    assert.equal(expanded('^"my, list",n2', folder), 'n1 n2')
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellValue } from '../../../src/nodes/xcat/cell-value.ts'

for (const [cell, node, value] of [
  ['10.0.0.1', 'n1', '10.0.0.1'],
  ['|\\D+(\\d+)|10.0.0.($1+10)|', 'n7', '10.0.0.17'],
  ['|node(\\d+)|10.0.0.($1+0)|', 'node007', '10.0.0.7'],
  ['|10.0.0.($1+0)|', 'node007', '10.0.0.7'],
  ['|10.0.($1).($2)|', 'r2n030', '10.0.2.030'],
  ['|\\D+(\\d+)\\D+(\\d+)|c($1)f($2)|', 'c01f02', 'c01f02'],
  ['|\\D+(\\d+)|10.0.((($1-1)/20)+1).(($1-1)%20+1)|', 'n45', '10.0.3.5'],
  ['/\\z/-bmc/', 'n1', 'n1-bmc'],
  ['/n(\\d+)/b$1/', 'n1-x', 'b1-x'],
] as const)
  test(`${cell} gives ${node} ${value}`, () => assert.deepEqual(cellValue(cell, node), { value }))

for (const [cell, problem] of [
  ['|x(\\d+)|10.0.0.$1|', /does not match this name/],
  ['|(|x|', /not understood/],
  ['|a|b|c|', /more parts/],
  ['|(?=n)|x|', /not understood/],
  ['|\\D+(\\d+)|10.0.0.($1/0)|', /sum that is not understood/],
  ['|\\D+(\\d+)|10.0.0.(system)|', /sum that is not understood/],
  ['|10.0.0.($2+1)|', /no \$2 in this name/],
  [`|${'('.repeat(50)}$1${')'.repeat(50)}|`, /sum that is not understood/],
] as const)
  test(`${cell.slice(0, 40)} is told not to be understood`, () => {
    const found = cellValue(cell, 'n1')
    assert.match('problem' in found ? found.problem : JSON.stringify(found), problem)
  })

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAttribute } from '../../src/nodes/attribute.ts'
import { nameProblem } from '../../src/nodes/node-name.ts'

function stored(key: string, value: string): Readonly<Record<string, string>> | string {
  const checked = checkAttribute(key, value)
  return 'problem' in checked ? checked.problem : Object.fromEntries(checked.values)
}

test('a bmc is a host name or an address, with a port if need be', () => {
  assert.deepEqual(stored('bmc', '10.1.2.3'), { bmc: '10.1.2.3' })
  assert.deepEqual(stored('bmc', 'n1-bmc.example.com'), { bmc: 'n1-bmc.example.com' })
  assert.deepEqual(stored('bmc', 'n1_bmc:8443'), { bmc: 'n1_bmc', port: '8443' })
  assert.deepEqual(stored('bmc', 'fe80::1'), { bmc: 'fe80::1' })
  assert.deepEqual(stored('bmc', '[fe80::1]:444'), { bmc: 'fe80::1', port: '444' })
})

for (const bad of [
  '10.1.2.300',
  '10.1.2',
  'a b',
  'https://x',
  'x:0',
  'x:99999',
  '-x',
  '[x]:1',
  'x/y',
  'a..b',
  '',
])
  test(`"${bad}" is no bmc`, () => assert.match(String(stored('bmc', bad)), /^bmc: /))

test('attributes take only what they can mean', () => {
  assert.deepEqual(stored('port', '0443'), { port: '443' })
  assert.match(String(stored('port', '65536')), /1 to 65535/)
  assert.match(String(stored('protocol', 'ipmi')), /not one of .*openbmc.*auto/)
  assert.match(String(stored('tls', 'maybe')), /pin, ca, off/)
  assert.match(String(stored('tlslevel', '3')), /0, 1, 2/)
  assert.deepEqual(stored('servicenode', 'sn1, sn2'), { servicenode: 'sn1,sn2' })
  assert.match(String(stored('username', 'a\nb')), /control character/)
})

test('any other name is a free tag, but not a slip of the pen and not a secret', () => {
  assert.deepEqual(stored('rack', 'Building 4'), { rack: 'Building 4' })
  for (const slip of [
    'pasword',
    'Password',
    'passwords',
    'usrename',
    'protocl',
    'group',
    'bmcusername',
    'mgt',
  ])
    assert.equal(typeof stored(slip, 'x'), 'string', slip)
  assert.match(String(stored('bmcpassword', 'x')), /password=/)
  assert.match(String(stored('status', 'x')), /kept by the commands/)
})

test('names begin with a letter or digit, and "all" is taken', () => {
  for (const good of ['n1', '1', 'a-b.c_d', 'N'.repeat(255)]) assert.equal(nameProblem(good), undefined, good)
  for (const bad of ['', '-n', '.n', 'n 1', 'n,1', 'ä', 'n/1', 'N'.repeat(256)])
    assert.ok(nameProblem(bad), bad)
  assert.match(nameProblem('all') ?? '', /every node/)
  assert.match(nameProblem('n*') ?? '', /allowed are letters/)
})

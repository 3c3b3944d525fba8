import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

const words = (line: string) => line.split(' ')
const parsed = (line: string) => parse('rspconfig', words(line))
const callOf = async (line: string) => (await parsed(line)).invocation.call

async function problem(line: string): Promise<string> {
  try {
    await parsed(line)
  } catch (thrown) {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    return thrown.facts.problem
  }
  return 'none'
}

describe('rspconfig dump (xcat-contract 1.12)', () => {
  const calls = [
    ['dump', 'collect', { waitMs: 300_000 }],
    ['dump --into /srv', 'collect', { waitMs: 300_000, into: '/srv' }],
    ['dump -l', 'list', undefined],
    ['dump --generate', 'generate', undefined],
    ['dump -c 5', 'clear', { which: { id: '5' } }],
    ['dump --clear all', 'clear', { which: 'all' }],
    ['dump -d 5', 'download', { which: { id: '5' } }],
    ['dump --download all', 'download', { which: 'all' }],
  ] as const
  for (const [line, op, input] of calls)
    test(line, async () => assert.deepEqual(await callOf(line), { capability: 'dump', op, input }))

  const refused = [
    ['dump -c', "No dump file ID specified. To clear all, specify 'all'."],
    ['dump -d', 'No dump file ID specified'],
    ['dump -l 5', 'dump -l must be issued without other options.'],
    ['dump -l -g', 'dump -g must be issued without other options.'],
    ['dump -d x', 'Invalid parameter for rspconfig dump -d x'],
    ['dump -d 1 2', 'Invalid parameter for rspconfig dump -d 1 2'],
    ['dump -d 1 password=s3cret', 'Invalid parameter for rspconfig dump -d 1 password'],
    ['dump -d 1/../../x', 'Invalid parameter for rspconfig dump -d 1/../../x'],
    ['dump admin_passwd=a,b', 'Invalid parameter for rspconfig dump'],
    ['dump -x', 'Unknown option: -x'],
  ] as const
  for (const [line, text] of refused) test(line, async () => assert.equal(await problem(line), text))

  test('its lines are xCAT’s', async () => {
    const { view } = await parsed('dump')
    const file = { id: '5', host: 'mn', path: '/x/20260818-1000_N_dump_5.tar.xz' }
    const notes = [
      [{ saying: 'capturing' }, 'Capturing BMC Diagnostic information, this will take some time...'],
      [{ saying: 'requested', id: '5' }, 'Dump requested. Target ID is 5, waiting for BMC to generate...'],
      [{ saying: 'still-waiting', id: '5' }, 'Still waiting for dump 5 to be generated... '],
      [{ saying: 'downloading', ...file }, 'Downloading dump 5 to mn:/x/20260818-1000_N_dump_5.tar.xz'],
      [{ saying: 'downloaded', ...file }, 'Downloaded dump 5 to mn:/x/20260818-1000_N_dump_5.tar.xz.'],
      [{ saying: 'downloading-all' }, 'Downloading all dumps...'],
    ] as const
    for (const [note, line] of notes) assert.deepEqual(view.note?.(note), [line])
    const at = new Date(2026, 7, 18, 10, 0, 0).toISOString()
    const list = (await parsed('dump -l')).view
    assert.deepEqual(list.result([{ id: '5', generatedAt: at, size: 12345 }]), [
      '[5] Generated: 08/18/2026 10:00:00, Size: 12345',
    ])
    assert.deepEqual(list.result([]), ['No attributes returned from the BMC.'])
    const generate = (await parsed('dump -g')).view
    assert.deepEqual(generate.result({ id: '5' }), ['[5] success'])
    assert.deepEqual(generate.result({}), [
      'BMC returned 200 OK but no ID was returned.  Verify manually on the BMC.',
    ])
    assert.deepEqual((await parsed('dump -c 5')).view.result({ cleared: '5' }), ['[5] clear'])
  })
})

describe('rspconfig gard and sshcfg (xcat-contract 1.12)', () => {
  test('gard -c', async () => {
    for (const line of ['gard -c', 'gard --clear'])
      assert.deepEqual(await callOf(line), { capability: 'gard', op: 'clear', input: undefined })
    assert.deepEqual((await parsed('gard -c')).view.result({ cleared: true }), ['GARD cleared'])
    assert.equal(await problem('gard'), 'Invalid parameter for rspconfig gard')
    assert.equal(await problem('gard -c ip'), 'Clear GARD cannot be issued with other options.')
    assert.equal(await problem('gard -c -l'), 'Clear GARD cannot be issued with other options.')
  })

  test('sshcfg', async () => {
    const call = { capability: 'ssh-key', op: 'install' }
    assert.deepEqual(await callOf('sshcfg'), { ...call, input: { port: 22 } })
    assert.deepEqual(await callOf('sshcfg --ssh-port 2200 --key k.pub'), {
      ...call,
      input: { port: 2200, file: 'k.pub' },
    })
    assert.equal(await problem('sshcfg ip'), 'Configure sshcfg must be issued without other options.')
    const { view } = await parsed('sshcfg')
    assert.deepEqual(view.result({ host: '10.0.0.7', added: true, proven: true }), [
      'ssh keys copied to 10.0.0.7',
    ])
  })
})

describe('rspconfig admin_passwd and users (xcat-contract 1.12)', () => {
  const calls = [
    ['admin_passwd=old,new', 'changePassword', { from: 'old', to: 'new' }],
    ['admin_passwd=,new,with,commas', 'changePassword', { to: 'new,with,commas' }],
    ['userls', 'list', undefined],
    [
      'useradd=jo password=pw privilege=operator',
      'add',
      {
        name: 'jo',
        password: 'pw',
        privilege: 'priv-operator',
        groups: ['ipmi', 'redfish', 'ssh', 'web'],
        enabled: true,
      },
    ],
    ['userch=jo enabled=0 groups=ssh', 'change', { name: 'jo', groups: ['ssh'], enabled: false }],
    ['userrm=jo', 'remove', { name: 'jo' }],
  ] as const
  for (const [line, op, input] of calls)
    test(line, async () => assert.deepEqual(await callOf(line), { capability: 'account', op, input }))

  const refused = [
    ['admin_passwd=s3cret', 'Invalid parameter for option admin_passwd'],
    ['admin_passwd=a,b,s3cret', 'Invalid parameter for option admin_passwd'],
    ['admin_passwd', 'Invalid parameter for option admin_passwd'],
    ['admin_passwd=a,s3cret ip', "The option 'admin_passwd' can not work with other options"],
    ['useradd=jo password=s3cret', 'useradd=USER needs password= and privilege='],
    [
      'useradd=jo password=s3cret privilege=king',
      "Invalid value 'king' for 'privilege', Valid values: priv-admin,priv-operator,priv-user,priv-callback",
    ],
    ['userch=jo', 'userch=jo: nothing is to be changed'],
    ['userch=../x enabled=1', 'Invalid parameter for option userch'],
    ['userrm=jo password=s3cret', "The option 'userrm' can not work with other options"],
  ] as const
  for (const [line, text] of refused)
    test(`${line} is refused, without a password in the text`, async () => {
      assert.equal(await problem(line), text)
      assert.ok(!text.includes('s3cret'))
    })

  test('lines', async () => {
    const { view } = await parsed('admin_passwd=a,b')
    assert.deepEqual(view.note?.({ saying: 'setting' }), ['BMC Setting Password...'])
    assert.deepEqual(view.result({ username: 'root', isStored: false }), [
      "BMC password changed. Update 'bmcpasswd' for the node or the 'passwd' table with the new password.",
    ])
    assert.deepEqual(
      (await parsed('userls')).view.result([
        { name: 'u', privilege: 'priv-user', enabled: true, groups: ['ssh', 'web'] },
      ]),
      ['BMC User u: privilege=priv-user, enabled=1, groups=ssh,web'],
    )
    const change = (await parsed('userch=u enabled=1')).view
    const notes = [
      [{ did: 'created' }, 'created'],
      [{ did: 'deleted' }, 'deleted'],
      [{ did: 'password-set' }, 'password set'],
      [{ did: 'password-updated' }, 'password updated'],
      [{ did: 'privilege', value: 'priv-user' }, 'privilege set to priv-user'],
      [{ did: 'groups', value: 'ssh' }, 'groups set to ssh'],
      [{ did: 'enabled' }, 'enabled'],
      [{ did: 'disabled' }, 'disabled'],
    ] as const
    for (const [note, line] of notes)
      assert.deepEqual(change.note?.({ name: 'u', ...note }), [`BMC User u ${line}`])
  })
})

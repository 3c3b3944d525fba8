import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { type ErrorFacts, HwctlError } from '../../src/core/errors.ts'
import type { NodeName } from '../../src/core/node.ts'
import { errorText } from '../../src/edges/error-text.ts'
import type { FirmwareImage, FlashedImage } from '../../src/hwctl/managers/flash.ts'

async function callOf(words: string) {
  const { call } = (await parse('rflash', words.split(' '))).invocation
  return [call.op, call.input]
}

function refuses(words: string, problem: RegExp) {
  return assert.rejects(parse('rflash', words === '' ? [] : words.split(' ')), (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    return true
  })
}

async function viewOf(words: string) {
  return (await parse('rflash', words.split(' '))).view
}

describe('the words of rflash (xcat-contract 1.13)', () => {
  const whole = { directory: 'fw', hostReboot: true, clearDumps: false }
  for (const [words, op, input] of [
    ['-c', 'check', {}],
    ['--check', 'check', {}],
    ['-c FILE.tar', 'check', { file: 'FILE.tar' }],
    ['FILE.tar -c', 'check', { file: 'FILE.tar' }],
    ['-l', 'list', undefined],
    ['--list', 'list', undefined],
    ['-u FILE.tar', 'upload', { file: 'FILE.tar' }],
    ['FILE.tar --upload', 'upload', { file: 'FILE.tar' }],
    ['-a FILE.tar', 'activate', { file: 'FILE.tar' }],
    ['-a 9e55358e', 'activate', { id: '9e55358e' }],
    ['221d9020 --activate', 'activate', { id: '221d9020' }],
    ['--delete 9e55358e', 'delete', { id: '9e55358e' }],
    ['--delete Previous-159-1.6.5__BIOS.Setup.1-1', 'delete', { id: 'Previous-159-1.6.5__BIOS.Setup.1-1' }],
    [
      '-a DCIM:PREVIOUS_0x23_741__BIOS.Setup.1-1',
      'activate',
      { id: 'DCIM:PREVIOUS_0x23_741__BIOS.Setup.1-1' },
    ],
    ['-a BMC', 'activate', { id: 'BMC' }],
    ['-d fw', 'flash', whole],
    ['fw -d', 'flash', whole],
    ['-d fw --no-host-reboot', 'flash', { ...whole, hostReboot: false }],
    ['--no-host-reboot fw -d', 'flash', { ...whole, hostReboot: false }],
    ['-a https://mn/x.tar', 'activate', { uri: 'https://mn/x.tar' }],
    ['-a --any-file x.exe', 'activate', { file: 'x.exe', anyFile: true }],
    ['-u x.bin --any-file', 'upload', { file: 'x.bin', anyFile: true }],
    ['-c x.bin --any-file', 'check', { file: 'x.bin', anyFile: true }],
    ['-d fw --any-file', 'flash', { ...whole, anyFile: true }],
    ['-d fw --clear-dumps -V', 'flash', { ...whole, clearDumps: true }],
  ] as const)
    test(words, async () => assert.deepEqual(await callOf(words), [op, input]))
})

describe('what rflash refuses, in xCAT’s words (xcat-contract 1.13)', () => {
  for (const [words, problem] of [
    ['', /^No option specified for rflash$/],
    ['--no-host-reboot', /^No option specified for rflash$/],
    ['-a 1 --delete 1', /^Multiple options are not supported\.$/],
    ['-l -c', /^Multiple options are not supported\.$/],
    ['-u a.tar b.tar', /^More than one firmware specified is not supported\.$/],
    ['-c a.tar b.tar', /^More than one firmware specified is not supported\.$/],
    ['-a a.tar b.tar', /^More than one firmware specified is not supported\.$/],
    ['-a 1 2', /^More than one firmware specified is not supported\.$/],
    ['-d a b', /^More than one directory specified is not supported\.$/],
    ['-u x.tz', /^Invalid firmware specified with '-u\|--upload': x\.tz$/],
    ['-u', /^Invalid firmware specified with '-u\|--upload'$/],
    ['-c x.tz', /^Invalid firmware specified with '-c\|--check': x\.tz$/],
    ['-a', /^Invalid firmware specified with '-a\|--activate'$/],
    ['-d', /^Invalid option specified with '-d'\.$/],
    ['-l x', /^Invalid option specified with '-l\|--list'\.$/],
    ['-a ../x', /^Invalid firmware ID \.\.\/x$/],
    ['--delete all', /^Invalid firmware ID all$/],
    ['--delete x.tar', /^Invalid firmware ID x\.tar$/],
    ['--delete a*', /^Invalid firmware ID a\*$/],
    ['-l --no-host-reboot', /^Option --no-host-reboot goes with -d$/],
    ['-a 1 --clear-dumps', /^Option --clear-dumps goes with -d$/],
    ['-l --any-file', /^Option --any-file goes with -c, -u, -a and -d$/],
    ['-d fw --any-file --clear-dumps', /^Option --clear-dumps does not go with --any-file$/],
    ['-u --any-file', /^Invalid firmware specified with '-u\|--upload'$/],
    ['-d fw --force', /^Unknown option: --force$/],
  ] as const)
    test(words, () => refuses(words, problem))
})

function image(over: Partial<FirmwareImage>): FirmwareImage {
  return {
    id: '9e55358e',
    purpose: 'bmc',
    version: 'v1',
    state: 'active',
    running: false,
    bootsNext: false,
    extended: [],
    reported: { purpose: 'BMC', state: 'Active' },
    ...over,
  }
}

describe('the lines of rflash (xcat-contract 1.13)', () => {
  test('-l: a table in order of ids, with what runs and what is next', async () => {
    const { result } = await viewOf('-l')
    const images = [
      image({ running: true, bootsNext: true }),
      image({
        id: '2bd96ea5',
        version: 'v2',
        bootsNext: true,
        reported: { purpose: 'BMC', state: 'Ready' },
      }),
      image({ id: '221d9020', version: 'h1', reported: { purpose: 'Host', state: 'Failed' } }),
    ]
    assert.deepEqual(result({ images, tellsRunning: true }), [
      'ID       Purpose State      Version',
      '-------------------------------------------------------',
      '221d9020 Host    Failed     h1',
      '2bd96ea5 BMC     Ready(+)   v2',
      '9e55358e BMC     Active(*)  v1',
    ])
  })

  test('-l of firmware that cannot tell what runs: what is next has the star, and it is said', async () => {
    const { result } = await viewOf('-l')
    assert.deepEqual(result({ images: [image({ bootsNext: true })], tellsRunning: false }).slice(2), [
      '9e55358e BMC     Active(*)  v1',
      'WARNING, The current firmware is unable to detect running firmware version.',
    ])
  })

  test('-c: what the tar holds, then what runs, with its parts in order', async () => {
    const { result, note } = await viewOf('-c FILE.tar')
    assert.deepEqual(note?.({ said: 'file', purpose: 'BMC', version: 'v2' }), [
      'TAR BMC Firmware Product Version: v2',
    ])
    const host = image({
      id: '221d9020',
      version: 'h1',
      running: true,
      extended: ['skiboot-2', 'occ-1'],
      reported: { purpose: 'Host', state: 'Active' },
    })
    assert.deepEqual(result({ images: [host, image({ running: true }), image({})], tellsRunning: true }), [
      'BMC Firmware Product: v1 (Active)*',
      'HOST Firmware Product: h1 (Active)*',
      'HOST Firmware Product: -- additional info: occ-1',
      'HOST Firmware Product: -- additional info: skiboot-2',
    ])
  })

  test("a vendor's own file: what the BMC says of it", async () => {
    const { note } = await viewOf('-a --any-file x.exe')
    for (const [said, line] of [
      [
        { said: 'plain-file', name: 'x.exe', bytes: 7 },
        'File x.exe: 7 bytes; what is in it is known to the BMC alone',
      ],
      [
        { said: 'fetching', uri: 'https://mn/x' },
        'Attempting to have https://mn/x fetched by the BMC, please wait...',
      ],
      [{ said: 'task-started', file: 'x.exe', task: '7' }, 'Firmware x.exe is with the BMC (task 7)'],
      [
        { said: 'waits-for-start', file: 'x.exe', task: '7' },
        'Firmware x.exe waits for the next start of the host (task 7)',
      ],
      [
        { said: 'taken', file: 'x.exe' },
        'Firmware x.exe is done with, the BMC says, and no version that runs has changed',
      ],
      [
        { said: 'changed', purpose: 'Host', from: '1', to: '2' },
        'Firmware Host: 2 is running, before it was 1',
      ],
    ] as const)
      assert.deepEqual(note?.(said), [line])
  })

  const flashed: FlashedImage = {
    id: '9e55358e',
    version: 'v1',
    purpose: 'bmc',
    uploaded: true,
    state: 'present',
  }

  test('-u', async () => {
    const { result } = await viewOf('-u FILE.tar')
    assert.deepEqual(result(flashed), ['Firmware upload successful. Use -l option to list.'])
    assert.deepEqual(result({ ...flashed, uploaded: false }), [
      'Firmware v1 is there already (ID: 9e55358e), not uploaded again. Use -l option to list.',
    ])
  })

  test('-d names the image of a host that was off, or left alone', async () => {
    const { result } = await viewOf('-d fw')
    const host = { ...flashed, version: 'h1', id: '5c512ef5', purpose: 'host' }
    assert.deepEqual(
      result([
        { ...flashed, state: 'running' },
        { ...host, state: 'running' },
      ]),
      [],
    )
    assert.deepEqual(
      result([
        { ...flashed, state: 'running' },
        { ...host, state: 'pending' },
      ]),
      ['Firmware h1 runs from the next start of the host (ID: 5c512ef5)'],
    )
  })

  test('--delete', async () => {
    const { result, note } = await viewOf('--delete 9e55358e')
    assert.deepEqual(note?.({ said: 'deleting-id', id: '9e55358e' }), [
      'Attempting to delete ID=9e55358e, please wait..',
    ])
    assert.deepEqual(result({ deleted: '9e55358e' }), ['[9e55358e] Firmware removed'])
  })

  for (const [said, line] of [
    [{ said: 'uploading', files: ['a.tar'] }, 'Attempting to upload a.tar, please wait...'],
    [{ said: 'uploading', files: ['a.tar', 'b.tar'] }, 'Attempting to upload a.tar and b.tar, please wait..'],
    [{ said: 'activating-id', id: '1' }, 'Attempting to activate ID=1, please wait..'],
    [
      { said: 'activating', id: '1', version: 'v1', uploaded: true },
      'Firmware upload successful. Attempting to activate firmware: v1 (ID: 1)',
    ],
    [
      { said: 'activating', id: '1', version: 'v1', uploaded: false },
      'Firmware is there already, not uploaded again. Attempting to activate firmware: v1 (ID: 1)',
    ],
    [
      { said: 'old-processor' },
      'Warning: DD 2.0 processor detected on this node, should not have firmware > ibm-v2.0-0-r13.6 (BMC) and > v1.19_1.94 (Host).',
    ],
    [{ said: 'activated', version: 'v1' }, 'Firmware v1 activation successful.'],
    [
      { said: 'bmc-reboots', clearsDumps: true },
      'Firmware will be flashed on reboot, deleting all BMC diagnostics...',
    ],
    [{ said: 'bmc-reboots', clearsDumps: false }, 'Firmware will be flashed on reboot...'],
    [
      { said: 'dumps-not-cleared', reason: '[404] x' },
      'Could not clear BMC diagnostics successfully [404] x, ignoring...',
    ],
    [{ said: 'bmc-reboot-sent' }, 'BMC reboot'],
    [{ said: 'bmc-ready' }, 'BMC Ready'],
    [{ said: 'host-restarted' }, 'reset'],
    [{ said: 'host-started' }, 'on'],
  ] as const)
    test(line, async () => assert.deepEqual((await viewOf('-d fw')).note?.(said), [line]))

  test('-V shows the beginning and the per cent of an activation, and nobody else sees them', async () => {
    const started = { said: 'started', version: 'v1' }
    const percent = { said: 'percent', version: 'v1', percent: 50 }
    const [quiet, verbose] = [await viewOf('-a 1'), await viewOf('-a 1 -V')]
    assert.deepEqual([quiet.note?.(started), quiet.note?.(percent)], [[], []])
    assert.deepEqual(verbose.note?.(started), ['rflash v1 started, please wait...'])
    assert.deepEqual(verbose.note?.(percent), ['Activating v1 ... 50%'])
  })

  test('the summary counts, and names who failed and why', async () => {
    const { summary } = await viewOf('-d fw')
    const failed: ErrorFacts = {
      kind: 'firmware',
      problem: 'not-activated',
      what: 'v1',
      detail: 'Failed',
      percent: 40,
    }
    const outcomes = [
      { node: 'n1' as NodeName, ok: true, value: [] },
      { node: 'n2' as NodeName, ok: true, value: [] },
      { node: 'n3' as NodeName, ok: false, error: failed },
    ] as const
    assert.deepEqual(summary?.(outcomes, errorText), [
      '-------------------------------------------------------',
      'Firmware update complete: Total=3 Success=2 Failed=1',
      'n3: Firmware v1 activation failed. (State=Failed, 40% were done)',
      '-------------------------------------------------------',
    ])
  })
})

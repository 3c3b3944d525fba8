import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { service, systems } from './service.ts'

const link = (path: string) => ({ '@odata.id': path })
const SYSTEM = '/redfish/v1/Systems/1'
const LOG = `${SYSTEM}/LogServices/Log`
const OWNERS = {
  Links: { ManagedBy: [link('/redfish/v1/Managers/1')], Chassis: [link('/redfish/v1/Chassis/1')] },
}

function entry(id: string, over: object = {}) {
  const own = {
    '@odata.id': `${LOG}/Entries/${id}`,
    Id: id,
    Created: `2024-01-0${id}T00:00:00`,
    Message: `m${id}`,
  }
  return { ...own, ...over }
}

/** A log service of the system. */
function logService(path: string, over: object = {}) {
  return {
    [path]: { Id: path.split('/').at(-1), Entries: link(`${path}/Entries`), ...over },
    [`${path}/Entries`]: { Members: [], 'Members@odata.count': 0 },
  }
}

/** Resources of a machine with one log, or with these. */
function machine(entries: readonly object[], over: object = {}): Record<string, unknown> {
  return {
    ...systems({ '1': { ...OWNERS, LogServices: link(`${SYSTEM}/LogServices`) } }),
    '/redfish/v1/Managers/1': {},
    '/redfish/v1/Chassis/1': {},
    [`${SYSTEM}/LogServices`]: { Members: [link(LOG)] },
    ...logService(LOG, { Actions: { '#LogService.ClearLog': { target: `${LOG}/Clear` } } }),
    [`${LOG}/Entries`]: { Members: entries },
    ...over,
  }
}

async function lines(t: TestContext, resources: Record<string, unknown>) {
  return (await (await service(t, resources)).ask('reventlog --utc')).lines
}

describe('the text of an entry', () => {
  const REGISTRY = {
    '/redfish/v1/Registries': { Members: [link('/redfish/v1/Registries/Acme')] },
    '/redfish/v1/Registries/Acme': {
      Registry: 'Acme.1.6.1',
      Location: [{ Language: 'En', Uri: '/acme.json' }],
    },
    '/acme.json': { Messages: { Hot: { Message: '%1 is at %2 degrees.' } } },
  }
  const ROOT = {
    '/redfish/v1/': {
      '@odata.type': '#ServiceRoot.v1_15_0.ServiceRoot',
      Systems: link('/redfish/v1/Systems'),
      Registries: link('/redfish/v1/Registries'),
      Links: { Sessions: link('/redfish/v1/SessionService/Sessions') },
    },
  }
  const text = async (t: TestContext, shown: object, registry: object = REGISTRY) =>
    (await lines(t, machine([entry('1', shown)], { ...ROOT, ...registry })))[0]?.replace(/^.*?\]: /, '')

  test('has its arguments put in, from itself or from the registry of the BMC, whatever the version', async (t) => {
    assert.equal(await text(t, { Message: 'Fan %2 of %1', MessageArgs: ['a', 3] }), 'Fan 3 of a')
    const hot = { Message: null, MessageId: 'ACME.2.9.Hot', MessageArgs: ['cpu0', '99'] }
    assert.equal(await text(t, hot), 'cpu0 is at 99 degrees.')
  })

  test('keeps a mark that there is no argument for', async (t) =>
    assert.equal(await text(t, { Message: '%1 of %2', MessageArgs: ['a'] }), 'a of %2'))

  for (const [name, broken] of Object.entries({
    'no such message': { '/acme.json': { Messages: {} } },
    'no registry': { '/acme.json': undefined },
    'none at all': { '/redfish/v1/Registries': undefined },
    'one that is no registry': { '/acme.json': ['x'] },
    'one of another form': { '/acme.json': { Messages: { Hot: 'x' } } },
  }))
    test(`is what names it where the BMC has ${name}`, async (t) => {
      const shown = { Message: '', MessageId: 'Acme.1.6.Hot', MessageArgs: ['cpu0', '99'] }
      const gone = Object.fromEntries(Object.entries(broken).filter(([, body]) => body !== undefined))
      const registry: Record<string, unknown> = { ...REGISTRY, ...gone }
      for (const [path, body] of Object.entries(broken)) if (body === undefined) delete registry[path]
      assert.equal(await text(t, shown, registry), 'Acme.1.6.Hot: cpu0, 99')
    })

  test('is the sensor where there is nothing else', async (t) =>
    assert.equal(
      await text(t, { Message: undefined, SensorType: 'Memory', EntryCode: 'Assert' }),
      'Memory: Assert',
    ))
})

describe('what an entry is', () => {
  test('whatever is absent, null or of another type is as good as absent', async (t) => {
    const odd = {
      Created: 'soon',
      Severity: 7,
      Resolved: 'no',
      MessageArgs: null,
      Links: null,
      MessageId: null,
    }
    assert.deepEqual(await lines(t, machine([entry('1', odd)])), ['n1: No time [1]: m1'])
  })

  test('a time without a zone is of UTC; one with a zone is as it says', async (t) => {
    const shown = await lines(t, machine([entry('1'), entry('2', { Created: '2024-01-02T00:00:00-05:00' })]))
    assert.deepEqual(shown, ['n1: 01/01/2024 00:00:00 [1]: m1', 'n1: 01/02/2024 05:00:00 [2]: m2'])
  })

  test('where a warning comes from is at fault; where all is well, nothing is; [LED] is about what resolved=LED resolves', async (t) => {
    const Links = { OriginOfCondition: link('/fan1') }
    const shown = await lines(
      t,
      machine([
        entry('1', { Links, Severity: 'OK' }),
        entry('2', { Links, Severity: 'Critical' }),
        entry('3', { Links, Severity: 'Warning', Resolved: false }),
      ]),
    )
    assert.deepEqual(
      shown.map((line) => line.replace(/^.*?\]: /, '')),
      ['m1', 'm2||/fan1', 'm3||/fan1, Resolved: 0 [LED]'],
    )
  })
})

describe('which logs there are', () => {
  const all = [
    ['EventLog', {}],
    ['Sel', { LogEntryType: 'SEL' }],
    ['Oem', { LogEntryType: 'OEM' }],
    ['Journal', {}],
    ['HostLogger', {}],
    ['PostCodes', {}],
    ['Dump', { LogEntryType: 'OEM' }],
    ['FaultLog', { LogEntryType: 'OEM' }],
    ['Crashdump', { LogEntryType: 'Oem' }],
    ['FaultList', { LogEntryType: 'SEL' }],
    ['Cxl', { LogEntryType: 'CXL' }],
    ['Diagnostics', { Actions: { '#LogService.CollectDiagnosticData': { target: '/x' } } }],
  ] as const

  test('those of events, of the system, its managers and its chassis, each once', async (t) => {
    const at = (name: string) => `${SYSTEM}/LogServices/${name}`
    const { ask, seen } = await service(
      t,
      machine([], {
        [`${SYSTEM}/LogServices`]: { Members: all.map(([name]) => link(at(name))) },
        ...Object.assign({}, ...all.map(([name, over]) => logService(at(name), over))),
        '/redfish/v1/Managers/1': { LogServices: link('/redfish/v1/Managers/1/LogServices') },
        '/redfish/v1/Managers/1/LogServices': { Members: [link('/m/Log'), link(at('Sel'))] },
        ...logService('/m/Log'),
        '/redfish/v1/Chassis/1': { LogServices: link('/redfish/v1/Chassis/1/LogServices') },
        '/redfish/v1/Chassis/1/LogServices': { Members: [link('/c/Log')] },
        ...logService('/c/Log'),
      }),
    )
    assert.deepEqual((await ask('reventlog')).lines, ['n1: No attributes returned from the BMC.'])
    const read = seen.filter((line) => line.endsWith('/Entries')).map((line) => line.slice('GET '.length))
    const wanted = [at('EventLog'), at('Sel'), at('Oem'), '/m/Log', '/c/Log'].map((path) => `${path}/Entries`)
    assert.deepEqual(read, wanted)
  })

  test('their names are as short as tells them apart', async (t) => {
    const { tree, ask } = await service(
      t,
      machine([entry('1')], {
        '/redfish/v1/Managers/1': { LogServices: link('/redfish/v1/Managers/1/LogServices') },
        '/redfish/v1/Managers/1/LogServices': { Members: [link('/redfish/v1/Managers/1/LogServices/Log')] },
        ...logService('/redfish/v1/Managers/1/LogServices/Log'),
      }),
    )
    tree['/redfish/v1/Managers/1/LogServices/Log/Entries'] = { Members: [{ ...entry('1'), ...link('/x') }] }
    assert.deepEqual(
      (await ask('reventlog --utc')).lines.map((line) => /\[.*\]/.exec(line)?.[0]),
      ['[Systems/1/Log/1]', '[Managers/1/Log/1]'],
    )
  })

  test('a machine without one is told of', async (t) => {
    const { ask } = await service(t, machine([], { [`${SYSTEM}/LogServices`]: { Members: [] } }))
    for (const words of ['reventlog', 'reventlog clear', 'reventlog resolved=1'])
      assert.deepEqual((await ask(words)).errors, [{ kind: 'unsupported', what: 'a log of events' }])
  })
})

describe('clearing', () => {
  test('what was cleared before one could not be is said; nothing is sent twice', async (t) => {
    const more = `${SYSTEM}/LogServices/More`
    const { ask, writes } = await service(
      t,
      machine([], {
        [`${SYSTEM}/LogServices`]: { Members: [link(LOG), link(more)] },
        ...logService(more, { Actions: { '#LogService.ClearLog': { target: `${more}/Clear` } } }),
      }),
      ({ path }) => (path === `${more}/Clear` ? { status: 404, body: {} } : undefined),
    )
    const { lines: said, errors } = await ask('reventlog clear')
    assert.deepEqual(said, ['n1: Cleared: Log'])
    assert.equal(errors[0]?.kind, 'bmc')
    assert.deepEqual(writes(), [`POST ${LOG}/Clear {}`, `POST ${more}/Clear {}`])
  })

  test('a log that cannot be is told of', async (t) => {
    const { ask, writes } = await service(t, machine([], logService(LOG)))
    assert.equal((await ask('reventlog clear')).errors[0]?.kind, 'unsupported')
    assert.deepEqual(writes(), [])
  })
})

describe('resolving', () => {
  const unresolved = (over: object = {}) => machine([entry('1', { Resolved: false })], over)
  const path = `${LOG}/Entries/1`

  test('names the tag that the entry has now', async (t) => {
    const etags: (string | undefined)[] = []
    const resources = unresolved({ [path]: { ...entry('1', { Resolved: false }), '@odata.etag': 'W/"7"' } })
    const { ask, writes } = await service(t, resources, ({ method, headers }) => {
      if (method === 'PATCH') etags.push(headers['if-match'])
      return undefined
    })
    assert.deepEqual((await ask('reventlog resolved=1')).lines.slice(-1), ['n1: Resolved 1'])
    assert.deepEqual([writes(), etags], [[`PATCH ${path} {"Resolved":true}`], ['W/"7"']])
  })

  test('an answer that says more than yes is looked into: what is as it was is an error', async (t) => {
    const said = {
      '@Message.ExtendedInfo': [{ MessageId: 'Base.1.0.PropertyNotWritable', Message: 'It stays.' }],
    }
    const resources = unresolved({ [path]: entry('1', { Resolved: false }) })
    const { ask, tree } = await service(t, resources, ({ method }) =>
      method === 'PATCH' ? { status: 200, body: said } : undefined,
    )
    const { errors, lines: none } = await ask('reventlog resolved=1')
    assert.equal(errors[0]?.kind === 'bmc' && errors[0].message, 'not changed: It stays.')
    assert.ok(!none.some((line) => line.includes('Resolved 1')))
    tree[path] = entry('1', { Resolved: true })
    assert.deepEqual((await ask('reventlog resolved=1')).errors, [])
  })

  test('LED is about what a warning names, and no more', async (t) => {
    const Links = { OriginOfCondition: link('/fan1') }
    const at = (id: string, over: object) =>
      entry(id, { Links, Severity: 'Critical', Resolved: false, ...over })
    const all = [at('1', {}), at('2', { Severity: 'OK' }), at('3', { Resolved: true })]
    const { ask, writes } = await service(t, machine(all, { [path]: all[0] }))
    await ask('reventlog resolved=LED')
    assert.deepEqual(writes(), [`PATCH ${path} {"Resolved":true}`])
  })
})

test('which logs there are is remembered with the session, and found anew where they are gone', async (t) => {
  const { ask, node, requests, tree } = await service(t, machine([entry('1')]))
  await ask('reventlog', [node('n1'), node('n2')])
  const finding = requests().filter((line) => line.endsWith('/LogServices'))
  assert.ok(finding.length <= 2, finding.join('; '))
  assert.equal(requests().filter((line) => line.endsWith('/Entries')).length, 2)
  delete tree[`${LOG}/Entries`]
  assert.equal((await ask('reventlog')).errors[0]?.kind, 'bmc')
})

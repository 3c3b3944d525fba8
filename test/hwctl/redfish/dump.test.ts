import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../../nodes/temporary-store.ts'
import { type Reply, service, systems } from './service.ts'

const LOGS = '/redfish/v1/Managers/1/LogServices'
const COLLECT = `${LOGS}/D/Actions/LogService.CollectDiagnosticData`
const TASK = '/redfish/v1/TaskService/Tasks/7'

const link = (path: string) => ({ '@odata.id': path })
const entry = (id: string, more: object = {}) => ({
  ...{ ...link(`${LOGS}/D/Entries/${id}`), Id: id, AdditionalDataURI: `/files/${id}`, ...more },
})

/** A manager whose second log service collects diagnostic data, and the resources of it. */
function tree(entries: readonly object[], types?: readonly string[]): Record<string, unknown> {
  return {
    ...systems({ '1': { Links: { ManagedBy: [link('/redfish/v1/Managers/1')] } } }),
    '/redfish/v1/Managers/1': { LogServices: link(LOGS) },
    [LOGS]: { Members: [link(`${LOGS}/Sel`), link(`${LOGS}/D`)] },
    [`${LOGS}/Sel`]: { Entries: link(`${LOGS}/Sel/Entries`), Actions: {} },
    [`${LOGS}/D`]: {
      Entries: link(`${LOGS}/D/Entries`),
      Actions: {
        '#LogService.CollectDiagnosticData': {
          target: COLLECT,
          ...(types && { 'DiagnosticDataType@Redfish.AllowableValues': types }),
        },
      },
    },
    [`${LOGS}/D/Entries`]: { Members: entries },
  }
}

describe('a dump over Redfish', () => {
  /** How services answer to the request, and how they say which entry came of it. */
  const WAYS: readonly (readonly [string, Reply, ((looks: number) => Reply | undefined)?])[] = [
    ['201 with the entry', { status: 201, headers: { location: `${LOGS}/D/Entries/5` }, body: {} }],
    ['204 and no word: the one that was not there before', { status: 204 }],
    [
      'a task whose monitor ends with the entry',
      { status: 202, headers: { location: TASK } },
      (looks) =>
        looks < 2
          ? { status: 202, body: {} }
          : { status: 200, headers: { location: `https://bmc${LOGS}/D/Entries/5` }, body: {} },
    ],
    [
      'a task with the entry among the headers of its payload, its address in the body',
      {
        status: 202,
        headers: { location: `${TASK}/Monitor` },
        body: { '@odata.id': TASK, TaskState: 'New' },
      },
      (looks) => ({
        status: 200,
        body: {
          TaskState: looks < 2 ? 'Running' : 'Completed',
          PercentComplete: null,
          Payload: { HttpHeaders: ['Host: x', `Location: ${LOGS}/D/Entries/5`] },
        },
      }),
    ],
    [
      'a task that is forgotten as soon as it has ended',
      { status: 202, headers: { location: TASK } },
      () => ({ status: 404, body: {} }),
    ],
  ]
  for (const [way, answer, look] of WAYS)
    test(`is found: ${way}`, async (t) => {
      let [isAsked, looks] = [false, 0]
      const {
        ask,
        writes,
        tree: resources,
      } = await service(t, tree([entry('4')]), ({ method, path }) => {
        if (path === COLLECT && method === 'POST') {
          isAsked = true
          resources[`${LOGS}/D/Entries`] = { Members: [entry('4'), entry('5')] }
          return answer
        }
        if (path === '/files/5') return { status: 200, body: 'of five' }
        return path === TASK ? look?.(++looks) : undefined
      })
      const { lines, errors } = await ask(`rspconfig dump --into ${temporaryFolder(t)}`)
      assert.deepEqual(errors, [])
      assert.ok(isAsked)
      assert.match(lines.at(-1) ?? '', /^n1: Downloaded dump 5 to /)
      assert.deepEqual(writes(), [`POST ${COLLECT} {"DiagnosticDataType":"Manager"}`])
    })

  test('whose task fails: its messages are the reason', async (t) => {
    const { ask } = await service(t, tree([]), ({ path, method }) => {
      if (path === COLLECT && method === 'POST') return { status: 202, headers: { location: TASK } }
      const Messages = [{ MessageId: 'X.1.0.Full', Message: 'No room.' }]
      return path === TASK ? { status: 200, body: { TaskState: 'Exception', Messages } } : undefined
    })
    const [error] = (await ask(`rspconfig dump --into ${temporaryFolder(t)}`)).errors
    assert.ok(error?.kind === 'bmc')
    assert.equal(error.message, 'dump: task Exception: No room.')
  })

  test('is not asked of a service that collects something else, which is said', async (t) => {
    const { ask, writes } = await service(t, tree([], ['OS', 'OEM']))
    const [error] = (await ask('rspconfig dump -g')).errors
    assert.ok(error?.kind === 'unsupported')
    assert.deepEqual(writes(), [])
  })

  test('entries without a file are none; what is not said is N/A; without ClearLog each is deleted', async (t) => {
    const { ask, writes } = await service(
      t,
      tree([
        entry('2', { Created: '2026-08-18T08:00:00Z', AdditionalDataSizeBytes: '12' }),
        link(`${LOGS}/D/Entries/1`),
        { ...link(`${LOGS}/D/Entries/9`), Id: '9', Message: 'no dump' },
      ]),
      ({ method, path }) =>
        method === 'GET' && path === `${LOGS}/D/Entries/1` ? { status: 200, body: entry('1') } : undefined,
    )
    const { lines } = await ask('rspconfig dump -l')
    assert.equal(lines[0], 'n1: [1] Generated: N/A, Size: N/A')
    assert.match(lines[1] ?? '', /^n1: \[2\] Generated: 08\/18\/2026 .*, Size: 12$/)
    assert.equal(lines.length, 2)
    assert.deepEqual((await ask('rspconfig dump -c all')).lines, ['n1: [all] clear'])
    assert.deepEqual(writes(), [`DELETE ${LOGS}/D/Entries/1`, `DELETE ${LOGS}/D/Entries/2`])
  })
})

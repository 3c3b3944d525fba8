import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { parse } from '../../../src/broker/parse.ts'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import { serveTree } from '../../../src/simulator/recorded-tree.ts'
import { answerOf, nodeOf } from '../../contract/machines.ts'
import { memoryPins } from '../../rest/web-server.ts'
import { recordedTree, skip } from './recorded-machine.ts'

type Tree = Record<string, { readonly [property: string]: unknown }>

/** A recorded machine, asked through words. */
async function recorded(t: TestContext, file: string) {
  const tree = recordedTree(file)
  const served = await serveTree(tree)
  t.after(async () => {
    assert.equal(served.openSessions, 0)
    await served.close()
  })
  const runner = inProcessRunner({ pins: memoryPins() })
  async function ask(command: string, system?: string) {
    const [name = '', ...words] = command.split(' ')
    const { invocation, view } = await parse(name, words)
    const node = { ...nodeOf({ ...served, name: 'n1', protocol: 'redfish' }), ...(system && { system }) }
    const options = { signal: new AbortController().signal, fanout: 1, cwd: '/', trace: false }
    const answer = answerOf(await Array.fromAsync(runner.run(invocation, [node], options)))
    return { ...answer, lines: answer.error ? [] : view.result(answer.value) }
  }
  return { tree, served, ask }
}

/** What each machine's JSON says; the lines were read against it. */
const MACHINES = [
  {
    file: 'openbmc-2.15-stock',
    system: '/redfish/v1/Systems/system',
    power: 'off',
    boot: 'Default',
    bmc: 'BMC Ready',
  },
  {
    file: 'dell-r750-idrac9-7.10',
    system: '/redfish/v1/Systems/System.Embedded.1',
    power: 'on',
    boot: 'Default',
    bmc: 'BMC Ready',
  },
  {
    file: 'dmtf-public-rackmount1',
    system: '/redfish/v1/Systems/437XR1138R2',
    power: 'on',
    boot: 'Network',
    bmc: 'BMC Ready',
  },
  {
    file: 'supermicro-x10-redfish1.0',
    system: '/redfish/v1/Systems/1',
    power: 'on',
    boot: 'Default',
    bmc: 'BMC Ready',
  },
] as const

/** Which reset each word must become, the best one on offer first. */
const RESETS = {
  on: ['On', 'ForceOn'],
  off: ['ForceOff'],
  softoff: ['GracefulShutdown'],
  nmi: ['Nmi'],
} as const

/** Which boot target each word must become, of those on offer. */
const BOOTS = {
  net: ['Pxe'],
  hd: ['Hdd'],
  cd: ['Cd', 'CD/DVD'],
  usb: ['Usb', 'UsbKey'],
  http: ['UefiHttp'],
  setup: ['BiosSetup'],
  floppy: ['Floppy', 'FloppyRemovableMedia'],
} as const

interface System {
  readonly PowerState: string
  readonly Boot: { readonly 'BootSourceOverrideTarget@Redfish.AllowableValues': readonly string[] }
  readonly Actions: {
    readonly '#ComputerSystem.Reset': {
      readonly target: string
      readonly 'ResetType@Redfish.AllowableValues'?: readonly string[]
      readonly '@Redfish.ActionInfo'?: string
    }
  }
}

function resetTypes(tree: Tree, { Actions }: System): readonly string[] {
  const action = Actions['#ComputerSystem.Reset']
  const info = tree[action['@Redfish.ActionInfo'] ?? ''] as
    | { readonly Parameters: readonly { readonly AllowableValues: readonly string[] }[] }
    | undefined
  return action['ResetType@Redfish.AllowableValues'] ?? info?.Parameters[0]?.AllowableValues ?? []
}

for (const { file, system: path, power, boot, bmc } of MACHINES)
  describe(`the recorded ${file}`, { skip }, () => {
    test('reads as its JSON says', async (t) => {
      const { ask, served } = await recorded(t, file)
      assert.deepEqual((await ask('rpower stat')).lines, [power])
      assert.deepEqual((await ask('rsetboot stat')).lines, [boot])
      assert.deepEqual((await ask('rpower bmcstate')).lines, [bmc])
      assert.deepEqual(served.requests, [])
    })

    for (const [word, wanted] of Object.entries(RESETS))
      test(`rpower ${word} sends the best reset on offer, once, or says what is`, async (t) => {
        const { ask, tree, served } = await recorded(t, file)
        const system = tree[path] as unknown as System
        const offered = resetTypes(tree, system)
        const type = wanted.find((one) => offered.includes(one))
        const { error } = await ask(`rpower ${word}`)
        if (type === undefined) assert.deepEqual(error?.kind === 'unsupported' && error.offered, offered)
        else
          assert.deepEqual(
            served.requests.map(({ method, path: to, body }) => [method, to, body]),
            [['POST', system.Actions['#ComputerSystem.Reset'].target, { ResetType: type }]],
          )
      })

    for (const [word, wanted] of Object.entries(BOOTS))
      test(`rsetboot ${word} patches only what it is about, or says what is on offer`, async (t) => {
        const { ask, tree, served } = await recorded(t, file)
        const offered = (tree[path] as unknown as System).Boot[
          'BootSourceOverrideTarget@Redfish.AllowableValues'
        ]
        const target = wanted.find((one) => offered.includes(one))
        const { error } = await ask(`rsetboot ${word}`)
        if (target === undefined)
          return assert.deepEqual(error?.kind === 'unsupported' && error.offered, offered)
        assert.deepEqual(
          served.requests.map(({ method, body }) => [method, body]),
          [['PATCH', { Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: target } }]],
        )
      })
  })

describe('the recorded enclosure with four systems', { skip }, () => {
  const SYSTEMS = ['529QB9450R6', '529QB9451R6', '529QB9452R6', '529QB9453R6']

  test('is asked for the system that the node names, and only that one', async (t) => {
    const { ask, served } = await recorded(t, 'dmtf-public-bladed')
    for (const system of SYSTEMS) {
      assert.deepEqual((await ask('rpower stat', system)).lines, ['on'])
      await ask('rpower off', system)
    }
    assert.deepEqual(
      served.requests.map(({ path }) => path),
      SYSTEMS.map((system) => `/redfish/v1/Systems/${system}/Actions/ComputerSystem.Reset`),
    )
  })

  test('is left alone when the node names none, or one that is not there; the error lists them', async (t) => {
    const { ask, served } = await recorded(t, 'dmtf-public-bladed')
    for (const system of [undefined, 'blade9']) {
      const { error } = await ask('rpower off', system)
      assert.ok(error?.kind === 'node-info')
      for (const name of SYSTEMS) assert.match(error.problem, new RegExp(name))
    }
    assert.deepEqual(served.requests, [])
  })

  test('has managers that offer no reset, which is said', async (t) => {
    const { ask, served } = await recorded(t, 'dmtf-public-bladed')
    assert.equal((await ask('rpower bmcreboot', SYSTEMS[0])).error?.kind, 'unsupported')
    assert.deepEqual(served.requests, [])
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { capability, op } from '../../src/core/capability.ts'
import { runCall } from '../../src/core/engine.ts'
import type { EngineParts } from '../../src/core/engine-parts.ts'
import { HwctlError } from '../../src/core/errors.ts'
import type { RunEvent } from '../../src/core/event.ts'
import { type Executor, executor, steps, type Target, unsupported } from '../../src/core/lifecycle.ts'
import { type NodeInfo, type NodeName, type ProtocolName, Secret } from '../../src/core/node.ts'
import type { RunOptions } from '../../src/core/runner.ts'

const Lamp = capability('lamp', {
  light: op<{ readonly watts: number }, string, string>(),
  dim: op<void, void>(),
})

type Bmc = { readonly host: string }

function lamp(
  protocol: ProtocolName,
  light: Parameters<typeof steps<{ readonly watts: number }, string, string, Bmc, number>>[0],
) {
  return executor(Lamp, { name: protocol } as { name: ProtocolName; '~client'?: Bmc }, {
    light: steps(light),
    dim: unsupported,
  })
}

function node(name: string, protocol: NodeInfo['protocol'] = 'redfish'): NodeInfo {
  return {
    name: name as NodeName,
    protocol,
    bmc: name,
    port: 443,
    username: 'root',
    password: new Secret('x'),
    tls: 'pin',
    tlsLevel: 2,
  }
}

function parts(executors: readonly Executor[], released: string[] = []): EngineParts {
  return {
    protocolOf: async (one) => (one.protocol === 'auto' ? 'openbmc' : one.protocol),
    executor: async (protocol) => executors.find((one) => one.protocol === protocol) as Executor,
    lease: async (one) => ({ bmc: { host: one.bmc }, release: async () => void released.push(one.name) }),
  }
}

function options(over: Partial<RunOptions> = {}): RunOptions {
  return { signal: new AbortController().signal, fanout: 4, cwd: '/', trace: false, ...over }
}

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  return Array.fromAsync(events)
}

const nodes = (count: number) => Array.from({ length: count }, (_, at) => node(`n${at}`))

describe('a run', () => {
  test('begins no further node once more than so many have failed; what runs is finished', async () => {
    const begun: string[] = []
    const one = lamp('redfish', {
      run: async ({ node: { name } }) => {
        begun.push(name)
        throw new HwctlError({ kind: 'unsupported', what: 'light' })
      },
    })
    const limited = options({ fanout: 2, maxFailures: 1 })
    const events = await collect(runCall(parts([one]), Lamp.light({ watts: 5 }), nodes(6), limited))
    assert.deepEqual(begun, ['n0', 'n1'])
    const left = events.filter(
      ({ kind, ...event }) => kind === 'failure' && JSON.stringify(event).includes('"reached":false'),
    )
    assert.equal(left.length, 4)
    assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 0, failed: 6, notRun: 0 } })
  })

  test('goes validate, pre, run per node, post, and hands on what pre returned', async () => {
    const order: string[] = []
    const one = lamp('redfish', {
      validate: () => void order.push('validate'),
      pre: () => order.push('pre') && 7,
      run: async (target, { watts }, prepared) => {
        order.push(`run ${target.node.name}`)
        return `${target.bmc.host} ${watts} ${prepared}`
      },
      post: (outcomes, prepared) => void order.push(`post ${outcomes.length} ${prepared}`),
    })
    const events = await collect(runCall(parts([one]), Lamp.light({ watts: 5 }), nodes(2), options()))
    assert.deepEqual(order, ['validate', 'pre', 'run n0', 'run n1', 'post 2 7'])
    assert.deepEqual(events, [
      { kind: 'result', node: 'n0', value: 'n0 5 7' },
      { kind: 'result', node: 'n1', value: 'n1 5 7' },
      { kind: 'done', counts: { ok: 2, failed: 0, notRun: 0 } },
    ])
  })

  test('gives every node exactly one outcome and goes on after a failure, a defect included', async () => {
    const one = lamp('redfish', {
      run: async ({ node: { name } }) => {
        if (name === 'n1') throw new HwctlError({ kind: 'unsupported', what: 'light' })
        if (name === 'n2') throw new TypeError('oops')
        return 'lit'
      },
    })
    const events = await collect(
      runCall(parts([one]), Lamp.light({ watts: 5 }), nodes(5), options({ fanout: 2 })),
    )
    const outcomes = events.filter((event) => event.kind === 'result' || event.kind === 'failure')
    assert.deepEqual(outcomes.map((event) => event.node).sort(), ['n0', 'n1', 'n2', 'n3', 'n4'])
    assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 3, failed: 2, notRun: 0 } })
    const defect = events.find((event) => event.kind === 'failure' && event.node === 'n2')
    assert.deepEqual(defect, {
      kind: 'failure',
      node: 'n2',
      error: { kind: 'internal', message: 'TypeError: oops' },
    })
  })

  test('never works on more nodes at once than the fan-out', async () => {
    let now = 0
    let most = 0
    const one = lamp('redfish', {
      run: async () => {
        most = Math.max(most, ++now)
        await new Promise(setImmediate)
        now -= 1
        return ''
      },
    })
    await collect(runCall(parts([one]), Lamp.light({ watts: 1 }), nodes(50), options({ fanout: 7 })))
    assert.equal(most, 7)
  })

  test('gives every lease back, also after a failure', async () => {
    const released: string[] = []
    const one = lamp('redfish', { run: async () => Promise.reject(new Error('no')) })
    await collect(runCall(parts([one], released), Lamp.light({ watts: 1 }), nodes(3), options()))
    assert.deepEqual(released.sort(), ['n0', 'n1', 'n2'])
  })

  for (const step of ['validate', 'pre'] as const)
    test(`ends with one failure and touches no BMC when ${step} throws`, async () => {
      let leases = 0
      const one = lamp('redfish', {
        [step]: () => {
          throw new HwctlError({ kind: 'usage', problem: 'no such file' })
        },
        run: async () => '',
      })
      const counted = { ...parts([one]), lease: async () => Promise.reject(new Error(`${++leases}`)) }
      const events = await collect(runCall(counted, Lamp.light({ watts: 1 }), nodes(3), options()))
      assert.deepEqual(events, [
        { kind: 'failure', error: { kind: 'usage', problem: 'no such file' } },
        { kind: 'done', counts: { ok: 0, failed: 0, notRun: 3 } },
      ])
      assert.equal(leases, 0)
    })

  test('tells when post throws; the results stay out', async () => {
    const one = lamp('redfish', {
      run: async () => 'lit',
      post: () => {
        throw new HwctlError({ kind: 'internal', message: 'disk full' })
      },
    })
    const events = await collect(runCall(parts([one]), Lamp.light({ watts: 1 }), nodes(1), options()))
    assert.deepEqual(
      events.map((event) => event.kind),
      ['result', 'failure', 'done'],
    )
  })

  test('refuses an unsupported op without opening a session', async () => {
    const released: string[] = []
    const one = lamp('redfish', { run: async () => '' })
    const events = await collect(runCall(parts([one], released), Lamp.dim(), nodes(1), options()))
    assert.deepEqual(events[0], {
      kind: 'failure',
      node: 'n0',
      error: { kind: 'unsupported', what: 'lamp dim over redfish' },
    })
    assert.deepEqual(released, [])
  })

  test('serves nodes of several protocols, each with its own steps', async () => {
    const said: string[] = []
    const make = (protocol: ProtocolName) =>
      lamp(protocol, { pre: () => said.push(protocol), run: async () => protocol })
    const mixed = [node('a', 'redfish'), node('b', 'openbmc'), node('c', 'auto')]
    const events = await collect(
      runCall(parts([make('redfish'), make('openbmc')]), Lamp.light({ watts: 1 }), mixed, options()),
    )
    assert.deepEqual(said.sort(), ['openbmc', 'redfish'])
    const answers = events.flatMap((event) =>
      event.kind === 'result' ? [`${event.node} ${event.value}`] : [],
    )
    assert.deepEqual(answers.sort(), ['a redfish', 'b openbmc', 'c openbmc'])
  })

  test('names nodes that were not reached when it is cancelled, and those that were broken off', async () => {
    const controller = new AbortController()
    const one = lamp('redfish', {
      run: async ({ node: { name }, signal }: Target<Bmc, string>) => {
        if (name === 'n0') return 'lit'
        controller.abort('interrupted')
        signal.throwIfAborted()
        return ''
      },
    })
    const events = await collect(
      runCall(
        parts([one]),
        Lamp.light({ watts: 1 }),
        nodes(3),
        options({ fanout: 1, signal: controller.signal }),
      ),
    )
    assert.deepEqual(events.slice(1), [
      { kind: 'failure', node: 'n1', error: { kind: 'cancelled', reason: 'interrupted', reached: true } },
      { kind: 'failure', node: 'n2', error: { kind: 'cancelled', reason: 'interrupted', reached: false } },
      { kind: 'done', counts: { ok: 1, failed: 2, notRun: 0 } },
    ])
  })

  test('passes on notes and statuses in order, before the result', async () => {
    const one = lamp('redfish', {
      run: async (target) => {
        target.note('warming up')
        target.setStatus('powering-on')
        return 'lit'
      },
    })
    const events = await collect(runCall(parts([one]), Lamp.light({ watts: 1 }), nodes(1), options()))
    assert.deepEqual(
      events.map((event) => event.kind),
      ['note', 'status', 'result', 'done'],
    )
  })

  test('of no nodes is done at once', async () => {
    const events = await collect(runCall(parts([]), Lamp.light({ watts: 1 }), [], options()))
    assert.deepEqual(events, [{ kind: 'done', counts: { ok: 0, failed: 0, notRun: 0 } }])
  })
})

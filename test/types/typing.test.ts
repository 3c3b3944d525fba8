import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, capability, op } from '../../src/core/capability.ts'
import { show } from '../../src/core/command.ts'
import { executor, type Protocol, steps, unsupported } from '../../src/core/lifecycle.ts'

// What must not compile stands behind @ts-expect-error: the type check fails when it begins to compile.

const Lamp = capability('lamp', {
  look: op<void, { readonly lit: boolean }>(),
  light: op<{ readonly watts: number }, string, { readonly warm: boolean }>(),
})
const Wire: Protocol<{ readonly volts: number }> = { name: 'redfish' }

test('a call carries the types of its op', () => {
  const call: Call<{ readonly lit: boolean }, never> = Lamp.look()
  assert.equal(call.op, 'look')
  assert.deepEqual(Lamp.light({ watts: 5 }).input, { watts: 5 })
  // @ts-expect-error the input is missing
  Lamp.light()
  // @ts-expect-error the input is of another shape
  Lamp.light({ volts: 5 })
  // @ts-expect-error the op takes nothing
  Lamp.look(1)
  // @ts-expect-error there is no such op
  assert.equal(Lamp.dim, undefined)
})

test('an executor answers for every op, in the types of the capability', () => {
  const right = executor(Lamp, Wire, {
    look: async ({ bmc }) => ({ lit: bmc.volts > 0 }),
    light: steps({
      pre: () => 3,
      async run({ bmc, note }, { watts }, amps) {
        note({ warm: true })
        return `${watts} ${bmc.volts} ${amps.toFixed(0)}`
      },
    }),
  })
  assert.deepEqual(Object.keys(right.ops), ['look', 'light'])
  // @ts-expect-error an op is missing
  executor(Lamp, Wire, { look: unsupported })
  // @ts-expect-error the answer is of another type
  executor(Lamp, Wire, { light: unsupported, look: async () => ({ lit: 'yes' }) })
  executor(Lamp, Wire, {
    light: unsupported,
    // @ts-expect-error a misspelt step
    look: steps({ prepare: () => 1, run: async () => ({ lit: true }) }),
  })
})

test('a view is held against what its call answers', () => {
  const shown = show(Lamp.look(), { result: ({ lit }) => [lit ? 'on' : 'off'] })
  assert.deepEqual(shown.view.result({ lit: true }), ['on'])
  // @ts-expect-error the answer has no such property
  show(Lamp.look(), { result: ({ dim }) => [dim] })
})

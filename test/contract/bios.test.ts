import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Call } from '../../src/core/capability.ts'
import {
  Bios,
  type BiosAttribute,
  type PendingAttribute,
  type PendingBios,
} from '../../src/hwctl/managers/bios.ts'
import { type ContractMachine, machine, SERVERS, succeeded } from './machines.ts'

function writesOf({ requests }: ContractMachine): readonly string[] {
  return requests().filter((line) => !line.startsWith('GET '))
}

async function get({ call }: ContractMachine, ...names: string[]): Promise<readonly BiosAttribute[]> {
  const { attributes } = succeeded(await call(Bios.get(names.length > 0 ? { names } : {}))) as {
    attributes: readonly BiosAttribute[]
  }
  return attributes
}

async function set({ call }: ContractMachine, wishes: Readonly<Record<string, string>>) {
  const input = { wishes: Object.entries(wishes).map(([name, value]) => ({ name, value })) }
  const { attributes } = succeeded(await call(Bios.set(input))) as { attributes: readonly PendingAttribute[] }
  return attributes
}

async function pending({ call }: ContractMachine): Promise<PendingBios> {
  return succeeded(await call(Bios.getPending())) as PendingBios
}

for (const kind of SERVERS.filter(({ can }) => can.includes('bios')))
  describe(`bios: ${kind.name}`, { concurrency: true }, () => {
    test('all settings are read, or those that are named, in the order asked for; nothing is changed', async (t) => {
      const one = await machine(t, kind)
      const all = await get(one)
      assert.deepEqual(
        all.map(({ name }) => name),
        Object.keys(one.bmc.bios.now),
      )
      const two = await get(one, 'NumLock', 'BootMode')
      assert.deepEqual(two, [
        { name: 'NumLock', value: 'On' },
        { name: 'BootMode', value: 'Uefi' },
      ])
      assert.deepEqual(writesOf(one), [])
    })

    test('what is set is pending until the next boot, and then in force', async (t) => {
      const one = await machine(t, kind)
      assert.deepEqual(await set(one, { BootMode: 'Bios', AcPwrRcvryUserDelay: '300', AssetTag: 'rack 1' }), [
        { name: 'BootMode', value: 'Bios', current: 'Uefi' },
        { name: 'AcPwrRcvryUserDelay', value: 300, current: 120 },
        { name: 'AssetTag', value: 'rack 1', current: '' },
      ])
      assert.equal(writesOf(one).length, 1)
      assert.match(writesOf(one)[0] ?? '', /^PATCH .*Bios/)
      assert.deepEqual(await get(one, 'BootMode'), [{ name: 'BootMode', value: 'Uefi' }])
      const { attributes, toDefault } = await pending(one)
      assert.deepEqual([attributes.length, toDefault], [3, false])
      one.bmc.booted()
      assert.deepEqual(await get(one, 'BootMode', 'AcPwrRcvryUserDelay'), [
        { name: 'BootMode', value: 'Bios' },
        { name: 'AcPwrRcvryUserDelay', value: 300 },
      ])
      assert.deepEqual(await pending(one), { attributes: [], toDefault: false })
    })

    test('a value is taken whatever its case, and one that is there already is not pending', async (t) => {
      const one = await machine(t, kind)
      assert.deepEqual(await set(one, { NumLock: 'off' }), [{ name: 'NumLock', value: 'Off', current: 'On' }])
      await set(one, { LogicalProc: 'Enabled' })
      assert.deepEqual((await pending(one)).attributes, [{ name: 'NumLock', value: 'Off', current: 'On' }])
    })

    for (const [name, value, offered] of [
      ['BootMode', 'Grub', ['Bios', 'Uefi']],
      ['AcPwrRcvryUserDelay', '700', ['a number from 120 to 600']],
      ['AcPwrRcvryUserDelay', 'long', ['a number from 120 to 600']],
      ['AssetTag', 'x'.repeat(64), ['0 to 63 characters']],
      ['SystemModelName', 'PowerEdge R7', undefined],
      ['LogicalProcessor', 'Enabled', ['LogicalProc']],
    ] as const)
      test(`${name}=${value.slice(0, 8)} is refused with what is allowed, and nothing is sent`, async (t) => {
        const one = await machine(t, kind)
        const wishes = [
          { name: 'NumLock', value: 'Off' },
          { name, value },
        ]
        const { error } = await one.call(Bios.set({ wishes }))
        assert.ok(error?.kind === 'unsupported')
        assert.deepEqual(error.offered, offered)
        assert.deepEqual(writesOf(one), [])
      })

    test('a name that is not there is refused with what is like it', async (t) => {
      const one = await machine(t, kind)
      const { error } = await one.call(Bios.get({ names: ['bootmode'] }))
      assert.deepEqual(error?.kind === 'unsupported' && error.offered, ['BootMode'])
    })

    test('a reset is pending, and the next boot carries it out', async (t) => {
      const one = await machine(t, kind)
      await set(one, { NumLock: 'Off' })
      one.bmc.booted()
      assert.deepEqual(succeeded(await one.call(Bios.resetToDefault())), { toDefault: true })
      assert.deepEqual(await pending(one), { attributes: [], toDefault: true })
      one.bmc.booted()
      assert.deepEqual(await get(one, 'NumLock'), [{ name: 'NumLock', value: 'On' }])
    })
  })

const READS_AND_SETS: readonly Call[] = [
  Bios.get({}),
  Bios.set({ wishes: [{ name: 'BootMode', value: 'Uefi' }] }),
]

for (const kind of SERVERS) {
  test(`bios: ${kind.name} ${kind.can.includes('bios-reset') ? 'is reset with one request' : 'is not reset'}`, async (t) => {
    const one = await machine(t, kind)
    const { error } = await one.call(Bios.resetToDefault())
    if (!kind.can.includes('bios-reset')) return assert.equal(error?.kind, 'unsupported')
    assert.equal(error, undefined)
    assert.match(writesOf(one).join(), /^POST \S+\/Bios\.ResetBios$/)
    assert.equal(one.bmc.bios.toDefault, true)
  })

  if (!kind.can.includes('bios'))
    test(`bios: ${kind.name} says that it has no settings, and nothing is changed`, async (t) => {
      const one = await machine(t, kind)
      for (const asked of READS_AND_SETS) {
        assert.equal((await one.call(asked)).error?.kind, 'unsupported')
        assert.deepEqual(writesOf(one), [])
      }
    })
}

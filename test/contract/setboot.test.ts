import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type BootSetting, type BootTarget, Setboot } from '../../src/hwctl/managers/setboot.ts'
import { MACHINES, machine, succeeded } from './machines.ts'

/** Sources that every machine has. */
const EVERYWHERE: readonly BootTarget[] = ['network', 'hard-drive', 'cd', 'bios-setup']

/** Sources that only some have; the others must say so. */
const SOMEWHERE = ['usb', 'http', 'floppy'] as const

for (const kind of MACHINES)
  describe(`setboot: ${kind.name}`, { concurrency: true }, () => {
    test('nothing set reads default', async (t) => {
      const { call } = await machine(t, kind)
      assert.equal((succeeded(await call(Setboot.getBoot())) as BootSetting).target, 'default')
    })

    for (const target of EVERYWHERE)
      test(`${target} for one boot is what is read back, and gone after that boot`, async (t) => {
        const { bmc, call } = await machine(t, kind)
        const set = succeeded(await call(Setboot.setBoot({ target, persistent: false }))) as BootSetting
        assert.deepEqual([set.target, set.persistent], [target, false])
        const read = succeeded(await call(Setboot.getBoot())) as BootSetting
        assert.equal(read.target, target)
        bmc.booted()
        assert.equal((succeeded(await call(Setboot.getBoot())) as BootSetting).target, 'default')
      })

    test('a permanent source stays after a boot', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const set = succeeded(
        await call(Setboot.setBoot({ target: 'network', persistent: true })),
      ) as BootSetting
      assert.deepEqual([set.target, set.persistent], ['network', true])
      bmc.booted()
      assert.equal((succeeded(await call(Setboot.getBoot())) as BootSetting).target, 'network')
    })

    for (const target of SOMEWHERE)
      test(`${target} is ${kind.can.includes(target) ? 'set' : 'refused, and nothing is changed'}`, async (t) => {
        const { call } = await machine(t, kind)
        const { value, error } = await call(Setboot.setBoot({ target, persistent: false }))
        if (kind.can.includes(target)) return assert.equal((value as BootSetting).target, target)
        assert.equal(error?.kind, 'unsupported')
        assert.equal((succeeded(await call(Setboot.getBoot())) as BootSetting).target, 'default')
      })

    test('default takes an override back, a one-time one and a permanent one', async (t) => {
      const { call } = await machine(t, kind)
      for (const persistent of [false, true]) {
        succeeded(await call(Setboot.setBoot({ target: 'network', persistent })))
        const set = succeeded(await call(Setboot.setBoot({ target: 'default', persistent }))) as BootSetting
        assert.equal(set.target, 'default')
      }
    })

    test('a setup is left again by any other source', async (t) => {
      const { call } = await machine(t, kind)
      succeeded(await call(Setboot.setBoot({ target: 'bios-setup', persistent: false })))
      const set = succeeded(
        await call(Setboot.setBoot({ target: 'hard-drive', persistent: false })),
      ) as BootSetting
      assert.equal(set.target, 'hard-drive')
    })

    for (const mode of ['uefi', 'bios'] as const)
      test(`${mode} is ${kind.can.includes('boot-mode') ? 'set' : 'refused'}`, async (t) => {
        const { call } = await machine(t, kind)
        const { value, error } = await call(Setboot.setBoot({ target: 'network', persistent: false, mode }))
        if (kind.can.includes('boot-mode')) assert.equal((value as BootSetting).mode, mode)
        else assert.equal(error?.kind, 'unsupported')
      })

    test('reading costs one resource and changes nothing', async (t) => {
      const { call, requests } = await machine(t, kind)
      succeeded(await call(Setboot.getBoot()))
      assert.ok(requests().every((line) => line.startsWith('GET ')))
    })
  })

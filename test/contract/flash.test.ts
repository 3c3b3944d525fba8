import assert from 'node:assert/strict'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type FirmwareList, Flash, type FlashedImage } from '../../src/hwctl/managers/flash.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { firmwareFolder, firmwareTar } from './firmware-tars.ts'
import {
  type Answer,
  type ContractMachine,
  type MachineKind,
  machine,
  SERVERS,
  succeeded,
} from './machines.ts'

const SLOW = { power: 'on', bmcRebootMs: 700, flashMs: 600 } as const

function notes({ events }: Answer): string[] {
  return events.flatMap((event) => (event.kind === 'note' ? [(event.note as { said: string }).said] : []))
}

function counts({ bmc }: ContractMachine) {
  const { uploads, activations, deletions, bmcReboots } = bmc.counters
  return { uploads, activations, deletions, bmcReboots }
}

function whole(directory: string, over = {}) {
  return Flash.flash({ directory, hostReboot: true, clearDumps: false, ...over })
}

async function list(at: ContractMachine): Promise<FirmwareList> {
  return succeeded(await at.call(Flash.list())) as FirmwareList
}

async function running(at: ContractMachine): Promise<string[]> {
  const { images } = await list(at)
  return images
    .filter((one) => one.running)
    .map((one) => one.version)
    .sort()
}

const OLD = (kind: MachineKind) =>
  kind.options.protocol === 'redfish' ? '2.15.0-simulated' : 'v2.14.0-simulated'

/** The question which images there are. */
const LIST = (kind: MachineKind) =>
  kind.options.protocol === 'redfish'
    ? [
        'GET /redfish/v1/Systems',
        'GET /redfish/v1/Systems/system',
        'GET /redfish/v1/Managers/bmc',
        'GET /redfish/v1/UpdateService',
        'GET /redfish/v1/UpdateService/FirmwareInventory',
        'GET /redfish/v1/UpdateService/FirmwareInventory/2bd96ea5',
        'GET /redfish/v1/UpdateService/FirmwareInventory/221d9020',
      ]
    : ['GET /xyz/openbmc_project/software/enumerate']

/** Whether an upload and its activation are two requests; bmcweb's Redfish writes what it was sent at once. */
const isApart = ({ can }: MachineKind) => can.includes('flash-by-id')

function sameRequests(at: ContractMachine, wanted: readonly string[]): void {
  assert.deepEqual(at.requests().toSorted(), wanted.toSorted())
}

for (const kind of SERVERS.filter(({ can }) => !can.includes('flash') && !can.includes('flash-any-file')))
  describe(`flash: ${kind.name}`, () => {
    test('what runs is told, and everything else is refused before anything is written', async (t) => {
      const at = await machine(t, kind)
      const folder = firmwareFolder(t)
      assert.deepEqual(await running(at), ['1.2', '4.0'])
      const calls = [
        Flash.upload({ file: 'bmc.tar' }),
        Flash.upload({ file: 'bmc.tar', anyFile: true }),
        Flash.activate({ file: 'bmc.tar' }),
        Flash.activate({ file: 'bmc.tar', anyFile: true }),
        Flash.activate({ uri: 'https://127.0.0.1/x' }),
        whole('.'),
      ]
      for (const call of calls) {
        assert.equal((await at.call(call, { cwd: folder })).error?.kind, 'unsupported')
        assert.ok(at.requests().every((line) => line.startsWith('GET ')))
      }
    })
  })

for (const kind of SERVERS.filter(({ can }) => can.includes('flash')))
  describe(`flash: ${kind.name}`, { concurrency: true }, () => {
    test('list tells every image, what runs and what is next', async (t) => {
      const at = await machine(t, kind)
      const { images, tellsRunning } = await list(at)
      assert.equal(tellsRunning, true)
      assert.deepEqual(
        images.map(({ purpose, running, bootsNext }) => [purpose, running, bootsNext]).sort(),
        ['bmc', 'host'].map((purpose) => [purpose, true, isApart(kind) ? true : undefined]),
      )
      sameRequests(at, LIST(kind))
    })

    test('check reads the file, and sends nothing but the question what runs', async (t) => {
      const at = await machine(t, kind)
      const folder = firmwareFolder(t)
      const answer = await at.call(Flash.check({ file: 'bmc.tar' }), { cwd: folder })
      succeeded(answer)
      assert.deepEqual(answer.events[0], {
        kind: 'note',
        note: { said: 'file', purpose: 'BMC', version: 'bmc-v3' },
      })
      sameRequests(at, LIST(kind))
    })

    test('1.13 -u: upload sends the file once, byte for byte, and tells how far it is', async (t) => {
      const at = await machine(t, kind)
      const folder = firmwareFolder(t)
      const answer = await at.call(Flash.upload({ file: 'bmc.tar' }), { cwd: folder })
      const image = succeeded(answer) as FlashedImage
      const { length } = readFileSync(join(folder, 'bmc.tar'))
      const state = isApart(kind) ? 'present' : 'pending'
      assert.deepEqual([image.uploaded, image.version, image.state], [true, 'bmc-v3', state])
      assert.equal(at.bmc.counters.uploadedBytes, length)
      const activations = isApart(kind) ? 0 : 1
      assert.deepEqual(counts(at), { uploads: 1, activations, deletions: 0, bmcReboots: 0 })
      const progress = answer.events.flatMap((event) => (event.kind === 'progress' ? [event.progress] : []))
      assert.deepEqual(progress.at(-1), {
        phase: 'uploading BMC',
        done: length,
        total: length,
        unit: 'bytes',
      })
    })

    test('a version that is there is not sent again', async (t) => {
      const at = await machine(t, kind)
      const folder = firmwareFolder(t)
      succeeded(await at.call(Flash.upload({ file: 'bmc.tar' }), { cwd: folder }))
      const again = succeeded(await at.call(Flash.upload({ file: 'bmc.tar' }), { cwd: folder }))
      assert.equal((again as FlashedImage).uploaded, false)
      assert.ok(at.requests().every((line) => line.startsWith('GET ')))
    })

    const isRest = kind.options.protocol === 'openbmc' // POWER9 machines have OpenBMC's REST
    if (isRest)
      test('1.13 Warning: DD 2.0 processor: said once before files are sent, and of no other processor', async (t) => {
        const at = await machine(t, kind, { flashMs: 0 })
        const folder = firmwareFolder(t)
        const upload = (file: string) => at.call(Flash.upload({ file }), { cwd: folder })
        const newer = await upload('bmc.tar')
        succeeded(newer)
        await at.bmc.set({ processorVersion: '20' })
        const older = await upload('host.tar')
        succeeded(older)
        const again = await upload('host.tar')
        succeeded(again)
        assert.deepEqual([newer, older, again].map(notes), [
          ['uploading'],
          ['uploading', 'old-processor'],
          ['uploading'],
        ])
      })

    test('a file that the BMC refuses although it is sound here is told with its reason', async (t) => {
      const at = await machine(t, kind)
      const folder = temporaryFolder(t)
      firmwareTar(folder, 'x.tar', { purpose: 'Other', version: OLD(kind) }) // same id, another purpose
      const { error } = await at.call(Flash.upload({ file: 'x.tar' }), { cwd: folder })
      assert.ok(error?.kind === 'firmware' && error.problem === 'refused')
      assert.match(error.detail, /already exists/)
    })

    test('activate with a file uploads, activates, and leaves the restart to the operator', async (t) => {
      const at = await machine(t, kind, { ...SLOW, flashMs: 3000 })
      const answer = await at.call(Flash.activate({ file: 'bmc.tar' }), { cwd: firmwareFolder(t) })
      const image = succeeded(answer) as FlashedImage
      assert.deepEqual([image.uploaded, image.state], [true, 'pending'])
      assert.deepEqual(counts(at), { uploads: 1, activations: 1, deletions: 0, bmcReboots: 0 })
      const said = notes(answer)
      const first = ['uploading', 'activating', ...(isApart(kind) ? ['started'] : [])]
      assert.deepEqual(said.slice(0, first.length), first)
      assert.equal(said.at(-1), 'activated')
      assert.ok(said.includes('percent'))
      assert.deepEqual(await running(at), ['host-v1.0-simulated', OLD(kind)].sort())
    })

    test('activate with an id goes back to an image that is active, by its priority alone', async (t) => {
      const at = await machine(t, kind)
      succeeded(await at.call(Flash.activate({ file: 'bmc.tar' }), { cwd: firmwareFolder(t) }))
      if (!isApart(kind)) {
        const { images } = await list(at)
        const { id = '' } = images.find(({ version }) => version === 'bmc-v3') ?? {}
        assert.equal((await at.call(Flash.activate({ id }))).error?.kind, 'unsupported')
        return
      }
      succeeded(await at.call(Flash.activate({ id: '2bd96ea5' })))
      assert.ok(at.requests().includes('PUT /xyz/openbmc_project/software/2bd96ea5/attr/Priority'))
      assert.equal(counts(at).activations, 0)
      const { images } = await list(at)
      assert.deepEqual(
        images.filter((one) => one.purpose === 'bmc').map((one) => [one.version, one.bootsNext]),
        images
          .filter((one) => one.purpose === 'bmc')
          .map((one) => [one.version, one.version === 'v2.14.0-simulated']),
      )
    })

    for (const asked of ['activate', 'delete'] as const)
      test(`${asked} of an id that is not there is told as such, and nothing is written`, async (t) => {
        const at = await machine(t, kind)
        const { error } = await at.call(Flash[asked]({ id: '12345678' }))
        assert.deepEqual(error, { kind: 'firmware', problem: 'unknown-id', what: '12345678', asked })
        sameRequests(at, LIST(kind))
      })

    if (kind.options.protocol === 'openbmc')
      test('1.13 Invalid firmware ID: what is no hash ends the run, and nothing is sent', async (t) => {
        const at = await machine(t, kind)
        for (const asked of ['activate', 'delete'] as const) {
          const [failure] = await at.events(Flash[asked]({ id: 'Previous-1.2__BIOS' }), '/')
          assert.ok(failure?.kind === 'failure' && failure.error.kind === 'usage')
          assert.equal(failure.error.problem, 'Invalid firmware ID Previous-1.2__BIOS')
        }
        assert.deepEqual(at.requests(), [])
      })

    test('delete removes an image that does not run, and sees that it is gone', async (t) => {
      const at = await machine(t, kind)
      const { id } = succeeded(
        await at.call(Flash.upload({ file: 'bmc.tar' }), { cwd: firmwareFolder(t) }),
      ) as FlashedImage
      if (!isApart(kind)) {
        assert.equal((await at.call(Flash.delete({ id }))).error?.kind, 'unsupported')
        assert.equal(counts(at).deletions, 0)
        return
      }
      assert.deepEqual(succeeded(await at.call(Flash.delete({ id }))), { deleted: id })
      assert.equal(counts(at).deletions, 1)
      assert.ok((await list(at)).images.every((one) => one.id !== id))
    })

    test('delete refuses the running BMC image, and the host image of a host that is on', async (t) => {
      const at = await machine(t, kind, { power: 'on' })
      const bmc = (await at.call(Flash.delete({ id: '2bd96ea5' }))).error
      assert.ok(bmc?.kind === 'firmware' && bmc.problem === 'runs-bmc')
      const host = (await at.call(Flash.delete({ id: '221d9020' }))).error
      assert.ok(host?.kind === 'firmware' && host.problem === 'runs-host')
      assert.equal(counts(at).deletions, 0)
      await at.bmc.set({ host: 'Off' })
      const off = await at.call(Flash.delete({ id: '221d9020' }))
      assert.equal(off.error?.kind, isApart(kind) ? undefined : 'unsupported')
    })

    test('1.13 -d: flash brings both to run: one upload, activation and restart each', async (t) => {
      const at = await machine(t, kind, SLOW)
      const answer = await at.call(whole(firmwareFolder(t)))
      const images = succeeded(answer) as readonly FlashedImage[]
      assert.deepEqual(
        images.map(({ purpose, uploaded, state }) => [purpose, uploaded, state]),
        [
          ['bmc', true, 'running'],
          ['host', true, 'running'],
        ],
      )
      assert.deepEqual(counts(at), { uploads: 2, activations: 2, deletions: 0, bmcReboots: 1 })
      assert.deepEqual(
        at.powerActions().slice(1),
        isApart(kind)
          ? ['RequestedPowerTransition=Off', 'RequestedHostTransition=On']
          : ['ComputerSystem.Reset=ForceRestart'],
      )
      assert.deepEqual(
        notes(answer).filter((said) => !['percent', 'started'].includes(said)),
        [
          'uploading',
          'activating',
          'activating',
          'activated',
          'activated',
          'bmc-reboots',
          'bmc-reboot-sent',
          'bmc-ready',
          'host-restarted',
        ],
      )
      assert.ok(!at.requests().some((line) => /dump/i.test(line)))
      assert.equal(at.bmc.state.host, 'Running')
      await at.bmc.set({ dropSessions: true })
    })

    test('flash of what runs already does nothing', async (t) => {
      const at = await machine(t, kind, SLOW)
      const folder = firmwareFolder(t)
      succeeded(await at.call(whole(folder)))
      const images = succeeded(await at.call(whole(folder))) as readonly FlashedImage[]
      assert.ok(images.every(({ uploaded, state }) => !uploaded && state === 'running'))
      assert.ok(at.requests().every((line) => line.startsWith('GET ')))
      await at.bmc.set({ dropSessions: true })
    })

    test('without a restart of the host its image is pending', async (t) => {
      const at = await machine(t, kind, SLOW)
      const answer = await at.call(whole(firmwareFolder(t), { hostReboot: false }))
      const images = succeeded(answer) as readonly FlashedImage[]
      assert.deepEqual(
        images.map(({ state }) => state),
        ['running', 'pending'],
      )
      assert.equal(at.powerActions().length, 1) // the BMC's
      await at.bmc.set({ dropSessions: true })
    })

    test('a host that was off stays off', async (t) => {
      const at = await machine(t, kind, { ...SLOW, power: 'off' })
      const images = succeeded(await at.call(whole(firmwareFolder(t)))) as readonly FlashedImage[]
      assert.equal(images[1]?.state, 'pending')
      assert.equal(at.powerActions().length, 1)
      assert.equal(at.bmc.state.host, 'Off')
      await at.bmc.set({ dropSessions: true })
    })

    test('dumps are deleted before the restart when that is asked for; a BMC that has none to delete goes on', async (t) => {
      const at = await machine(t, kind, SLOW)
      const answer = await at.call(whole(firmwareFolder(t), { clearDumps: true, hostReboot: false }))
      succeeded(answer)
      const [clears, reboots] = [
        /\/dump\/action\/DeleteAll$|LogService.ClearLog$/,
        /\/attr\/RequestedBMCTransition$|Manager.Reset$/,
      ].map((end) => at.requests().findIndex((line) => end.test(line)))
      assert.ok(clears !== undefined && reboots !== undefined && clears >= 0 && clears < reboots)
      await at.bmc.set({ dropSessions: true })
    })

    test('an activation that fails is told with the state and the per cent, and nothing is restarted', async (t) => {
      const at = await machine(t, kind, { ...SLOW, faults: { 'activation-fails': 1 } })
      const { error, events } = await at.call(whole(firmwareFolder(t)))
      assert.ok(error?.kind === 'firmware' && error.problem === 'not-activated')
      assert.equal(error.what, 'bmc-v3')
      const warned = events.flatMap((event) => (event.kind === 'warning' ? [event.error] : []))
      if (isApart(kind)) assert.ok(warned.some((one) => one.kind === 'firmware' && one.what === 'host-v3'))
      assert.match(
        error.detail,
        isApart(kind) ? /^Failed$/ : /^Failed$|^Exception: Writing of bmc-v3 failed\.$/,
      )
      assert.deepEqual([counts(at).bmcReboots, at.powerActions()], [0, []])
    })

    test('what is left of a failed activation is removed and sent again by the next run', async (t) => {
      const at = await machine(t, kind, { ...SLOW, faults: { 'activation-fails': 1 } })
      const folder = firmwareFolder(t)
      assert.ok((await at.call(Flash.activate({ file: 'bmc.tar' }), { cwd: folder })).error)
      await at.bmc.set({ fault: null })
      const answer = await at.call(Flash.activate({ file: 'bmc.tar' }), { cwd: folder })
      if (!isApart(kind)) {
        assert.equal(answer.error?.kind, 'unsupported') // bmcweb's Redfish deletes nothing
        assert.deepEqual(counts(at), { uploads: 0, activations: 0, deletions: 0, bmcReboots: 0 })
        return
      }
      succeeded(answer)
      assert.ok(notes(answer).includes('removing-spoilt'))
      assert.deepEqual(counts(at), { uploads: 1, activations: 1, deletions: 1, bmcReboots: 0 })
    })

    test('an old version that comes back is a failure that names both, and the host is left alone', async (t) => {
      const at = await machine(t, kind, { ...SLOW, faults: { 'old-firmware-returns': 1 } })
      const { error } = await at.call(whole(firmwareFolder(t)))
      assert.deepEqual(error, {
        kind: 'firmware',
        problem: 'not-running',
        what: 'bmc-v3',
        purpose: 'BMC',
        detail: OLD(kind),
      })
      assert.equal(counts(at).bmcReboots, 1)
      assert.equal(at.powerActions().length, 1)
      await at.bmc.set({ dropSessions: true })
    })

    test('an upload that breaks off is not sent again, and its outcome is said to be unknown', async (t) => {
      const at = await machine(t, kind, { ...SLOW, faults: { 'upload-breaks': 1 } })
      const { error } = await at.call(Flash.upload({ file: 'bmc.tar' }), { cwd: firmwareFolder(t) })
      assert.ok(error?.kind === 'connect')
      assert.equal(error.outcomeUnknown, true)
      assert.equal(at.requests().filter((line) => line.startsWith('POST ')).length, 1)
      assert.equal(counts(at).uploads, 0)
    })

    test('a file that is missing, broken, cut off or without a MANIFEST ends the run before a BMC is asked', async (t) => {
      const at = await machine(t, kind)
      const folder = firmwareFolder(t)
      truncateSync(join(folder, 'host.tar'), 1_000_000)
      writeFileSync(join(folder, 'text.tar'), 'no tar '.repeat(200))
      writeFileSync(join(folder, 'empty.tar'), '')
      firmwareTar(folder, 'nameless.tar', { purpose: 'BMC', version: '' })
      for (const [file, problem] of [
        ['gone.tar', 'inaccessible'],
        ['host.tar', 'broken'],
        ['text.tar', 'broken'],
        ['empty.tar', 'broken'],
        ['nameless.tar', 'broken'],
      ] as const)
        for (const call of [Flash.upload({ file }), Flash.activate({ file }), Flash.check({ file })]) {
          const events = await at.events(call, folder)
          const [failure, done, ...more] = events
          assert.ok(failure?.kind === 'failure' && failure.error.kind === 'firmware', JSON.stringify(events))
          assert.deepEqual(
            [failure.error.problem, failure.error.what, failure.node],
            [problem, file, undefined],
          )
          assert.deepEqual([done, more], [{ kind: 'done', counts: { ok: 0, failed: 0, notRun: 1 } }, []])
          assert.equal(at.bmc.counters.connections, 0)
        }
    })

    test('a folder must hold exactly one tar for the BMC and one for the host', async (t) => {
      const at = await machine(t, kind)
      const folder = temporaryFolder(t)
      const problem = async () => {
        const [failure] = await at.events(whole('.'), folder)
        assert.ok(failure?.kind === 'failure' && failure.error.kind === 'firmware')
        return 'purpose' in failure.error ? [failure.error.problem, failure.error.purpose] : []
      }
      assert.deepEqual(await problem(), ['none-in-folder', 'BMC'])
      firmwareTar(folder, 'a.tar', { purpose: 'BMC', version: '1' })
      assert.deepEqual(await problem(), ['none-in-folder', 'HOST'])
      firmwareTar(folder, 'b.tar', { purpose: 'Host', version: '1' })
      firmwareTar(folder, 'c.tar', { purpose: 'BMC', version: '2' })
      assert.deepEqual(await problem(), ['several-in-folder', 'BMC'])
    })
  })

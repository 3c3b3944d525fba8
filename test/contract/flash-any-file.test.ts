import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { Flash, type FlashedImage, type FlashNote } from '../../src/hwctl/managers/flash.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { type Answer, machine, SERVERS, succeeded } from './machines.ts'

const KINDS = SERVERS.filter(({ can }) => can.includes('flash-any-file'))

/** A vendor's file, as the simulator knows them. */
function vendorFile(folder: string, name: string, purpose: 'BMC' | 'Host', version: string): string {
  const head = `SIMULATED FIRMWARE purpose=${purpose} version=${version}\n`
  writeFileSync(join(folder, name), Buffer.concat([Buffer.from(head), Buffer.alloc(2_000_000, version)]))
  return name
}

function folderWith(t: TestContext): string {
  const folder = temporaryFolder(t)
  vendorFile(folder, 'bios.exe', 'Host', '2.0.0')
  return folder
}

function notesOf({ events }: Answer): readonly FlashNote[] {
  return events.flatMap((event) => (event.kind === 'note' ? [event.note as FlashNote] : []))
}

const SLOW = { power: 'on', flashMs: 600, bmcRebootMs: 500, powerDelayMs: 50 } as const

for (const kind of KINDS)
  describe(`files of a vendor's own kind: ${kind.name}`, { concurrency: true }, () => {
    test('activate sends the file once, follows its task, and tells which version has changed', async (t) => {
      const at = await machine(t, kind, SLOW)
      const call = Flash.activate({ file: 'bios.exe', anyFile: true })
      const answer = await at.call(call, { cwd: folderWith(t) })
      const image = succeeded(answer) as FlashedImage
      assert.deepEqual([image.version, image.purpose, image.state], ['2.0.0', 'host', 'running'])
      assert.deepEqual(notesOf(answer).at(-1), {
        said: 'changed',
        purpose: 'Host',
        from: '1.13.2',
        to: '2.0.0',
      })
      assert.equal(at.bmc.counters.uploads, 1)
      assert.equal(at.bmc.counters.uploadedBytes, 2_000_046)
      assert.deepEqual(
        at.requests().filter((line) => !line.startsWith('GET ')),
        ['POST /redfish/v1/UpdateService/MultipartUpload'],
      )
      assert.equal(at.bmc.updates.all[0]?.applyTime, 'Immediate')
      const percents = answer.events.flatMap((event) =>
        event.kind === 'progress' && event.progress.unit === 'percent' ? [event.progress.done] : [],
      )
      assert.ok(percents.length > 0)
    })

    test('a BMC that restarts by itself on the way is waited for', async (t) => {
      const at = await machine(t, kind, SLOW)
      const folder = temporaryFolder(t)
      vendorFile(folder, 'idrac.d9', 'BMC', '7.20.0.0')
      const call = Flash.activate({ file: 'idrac.d9', anyFile: true })
      const image = succeeded(await at.call(call, { cwd: folder })) as FlashedImage
      assert.deepEqual([image.version, image.purpose, image.state], ['7.20.0.0', 'bmc', 'running'])
      assert.equal(at.bmc.counters.bmcReboots, 1)
    })

    test('upload has it wait for the next start of the host', async (t) => {
      const at = await machine(t, kind, SLOW)
      const call = Flash.upload({ file: 'bios.exe', anyFile: true })
      const answer = await at.call(call, { cwd: folderWith(t) })
      assert.equal((succeeded(answer) as FlashedImage).state, 'pending')
      assert.equal(notesOf(answer).at(-1)?.said, 'waits-for-start')
      assert.equal(at.bmc.counters.activations, 0)
      assert.equal(at.bmc.updates.all[0]?.applyTime, 'OnReset')
    })

    test('a folder: every file in order, each to its end', async (t) => {
      const at = await machine(t, kind, SLOW)
      const directory = folderWith(t)
      vendorFile(directory, 'a-idrac.d9', 'BMC', '7.20.0.0')
      const call = Flash.flash({ directory, hostReboot: true, clearDumps: false, anyFile: true })
      const images = succeeded(await at.call(call)) as readonly FlashedImage[]
      assert.deepEqual(
        images.map(({ version, state }) => [version, state]),
        [
          ['7.20.0.0', 'running'],
          ['2.0.0', 'running'],
        ],
      )
      assert.equal(at.bmc.counters.uploads, 2)
    })

    test('a folder, and the host left alone', async (t) => {
      const at = await machine(t, kind, SLOW)
      const call = { directory: folderWith(t), hostReboot: false, clearDumps: false, anyFile: true } as const
      const images = succeeded(await at.call(Flash.flash(call))) as readonly FlashedImage[]
      assert.deepEqual(
        images.map(({ state }) => state),
        ['pending'],
      )
      assert.deepEqual(at.powerActions(), [])
    })

    test('a task that fails is told with its messages and the per cent', async (t) => {
      const at = await machine(t, kind, { ...SLOW, faults: { 'activation-fails': 1 } })
      const call = Flash.activate({ file: 'bios.exe', anyFile: true })
      const { error } = await at.call(call, { cwd: folderWith(t) })
      assert.deepEqual(error, {
        kind: 'firmware',
        problem: 'not-activated',
        what: 'bios.exe',
        detail: 'Exception: Writing of 2.0.0 failed.',
        percent: 40,
      })
    })

    test('a file that the service refuses is told with its reason', async (t) => {
      const at = await machine(t, kind)
      const folder = temporaryFolder(t)
      writeFileSync(join(folder, 'x.exe'), 'nothing that anybody knows')
      const { error } = await at.call(Flash.activate({ file: 'x.exe', anyFile: true }), { cwd: folder })
      assert.ok(error?.kind === 'firmware' && error.problem === 'refused', JSON.stringify(error))
    })

    test('an upload that breaks off is of unknown outcome, and not sent again', async (t) => {
      const at = await machine(t, kind, { ...SLOW, faults: { 'upload-breaks': 1 } })
      const call = Flash.activate({ file: 'bios.exe', anyFile: true })
      const { error } = await at.call(call, { cwd: folderWith(t) })
      assert.ok(error?.kind === 'connect' && error.outcomeUnknown)
      assert.equal(at.requests().filter((line) => line.startsWith('POST ')).length, 1)
    })

    test('a URI is fetched by the BMC, over a protocol that it offers', async (t) => {
      const folder = folderWith(t)
      const server = createServer((_request, response) => {
        response.end(`SIMULATED FIRMWARE purpose=Host version=3.0.0\n${'x'.repeat(1000)}`)
      })
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
      t.after(() => server.close())
      const { port } = server.address() as { port: number }
      const at = await machine(t, kind, SLOW)
      const uri = `http://127.0.0.1:${port}/bios.exe`
      const image = succeeded(await at.call(Flash.activate({ uri }), { cwd: folder })) as FlashedImage
      assert.deepEqual([image.version, image.state], ['3.0.0', 'running'])
      const { error } = await at.call(Flash.activate({ uri: 'scp://127.0.0.1/bios.exe' }))
      assert.ok(error?.kind === 'unsupported')
      assert.deepEqual(error.offered, ['HTTP', 'NFS', 'CIFS', 'TFTP', 'HTTPS'])
    })

    test('check tells what is known of a file, and sends nothing', async (t) => {
      const at = await machine(t, kind)
      const answer = await at.call(Flash.check({ file: 'bios.exe', anyFile: true }), { cwd: folderWith(t) })
      succeeded(answer)
      assert.deepEqual(notesOf(answer), [{ said: 'plain-file', name: 'bios.exe', bytes: 2_000_046 }])
      assert.ok(at.requests().every((line) => line.startsWith('GET ')))
    })
  })

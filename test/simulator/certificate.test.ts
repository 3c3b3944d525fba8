import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect, type PeerCertificate } from 'node:tls'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { makeCertificate } from '../../src/simulator/certificate.ts'
import { nodesFile } from '../../src/simulator/nodes-file.ts'
import { BmcClient, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

async function shown({ address, port }: SimulatedBmc, level?: number): Promise<PeerCertificate> {
  const socket = connect({
    host: address,
    port,
    rejectUnauthorized: false,
    ...(level !== undefined && { ciphers: `DEFAULT:@SECLEVEL=${level}`, minVersion: 'TLSv1' as const }),
  })
  try {
    await once(socket, 'secureConnect')
    return socket.getPeerCertificate()
  } finally {
    socket.destroy()
  }
}

test('neighbours show different certificates', async () => {
  await using fleet = await startFleet({ nodes: 9 })
  const prints = await Promise.all(fleet.bmcs.map(async (bmc) => (await shown(bmc)).fingerprint256))
  assert.equal(new Set(prints.slice(0, 8)).size, 8)
  assert.deepEqual(
    prints,
    fleet.bmcs.map((bmc) => bmc.certificate.fingerprint),
  )
})

test('a certificate can be replaced while the BMC runs: by a fresh one, by a given one, by the one before', async () => {
  await using fleet = await startFleet({ nodes: 1 })
  const bmc = only(fleet)
  const first = (await shown(bmc)).fingerprint256
  await bmc.set({ certificate: 'new' })
  const second = (await shown(bmc)).fingerprint256
  assert.notEqual(second, first)
  const { key, cert, fingerprint } = await makeCertificate('mine')
  await bmc.set({ certificate: { key, cert } })
  assert.equal((await shown(bmc)).fingerprint256, fingerprint)
  await bmc.set({ certificate: 'modern' })
  assert.equal((await shown(bmc)).fingerprint256, first)
  await assert.rejects(bmc.set({ certificate: { key, cert: 'nonsense' } }))
})

test('the old certificate is expired RSA-1024, and only security level 0 reaches it', async () => {
  await using fleet = await startFleet({ nodes: 2, tls: (index) => (index === 0 ? 'old' : 'modern') })
  const [old, modern] = fleet.bmcs
  assert.ok(old && modern)
  await assert.rejects(shown(old))
  for (const level of [1, 2]) await assert.rejects(shown(old, level))
  const certificate = await shown(old, 0)
  assert.deepEqual([certificate.bits, certificate.valid_to], [1024, 'Jan  1 00:00:00 2012 GMT'])
  await shown(modern)
  await using client = new BmcClient(old, { ciphers: 'DEFAULT:@SECLEVEL=0', minVersion: 'TLSv1' })
  assert.equal((await client.login()).status, 200)
  assert.match(nodesFile(fleet.bmcs), /sim0001: .*tlslevel: 0.*\n.*sim0002(?!.*tlslevel)/)
})

test('certificates that are kept in a folder are the same after a restart', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-certificates-'))
  t.after(() => rm(folder, { recursive: true }))
  const prints = async () => {
    await using fleet = await startFleet({
      nodes: 3,
      certificateFolder: folder,
      tls: (index) => (index === 2 ? 'old' : 'modern'),
    })
    return fleet.bmcs.map((bmc) => bmc.certificate.fingerprint)
  }
  assert.deepEqual(await prints(), await prints())
})

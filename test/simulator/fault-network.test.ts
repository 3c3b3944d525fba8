import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { BmcClient, until } from './bmc-client.ts'
import { failureOf, faultyBmc, HOST, REDFISH, REST, SYSTEM } from './faulty-bmc.ts'
import { RawConnection } from './raw-connection.ts'

const ROOT = '/redfish/v1'

test('refuses: no connection comes about, also after a reboot, until it is cured', async () => {
  await using faulty = await faultyBmc('refuses', { ...REDFISH, bmcRebootMs: 0 })
  const { bmc, client } = faulty
  assert.equal(await failureOf(client.get(ROOT)), 'ECONNREFUSED')
  await bmc.set({ reboot: true })
  assert.equal(await failureOf(client.get(ROOT)), 'ECONNREFUSED')
  await bmc.set({ fault: null })
  assert.equal((await client.get(ROOT)).status, 200)
  await bmc.set({ fault: 'refuses' })
  assert.equal(bmc.counters.openConnections, 0)
  await using later = new BmcClient(bmc)
  assert.equal(await failureOf(later.get(ROOT)), 'ECONNREFUSED')
})

test('silent: TCP connects, TLS never does, and a client that goes is let go', async () => {
  await using faulty = await faultyBmc('silent')
  const { bmc } = faulty
  const { address: host, port } = bmc
  const tcp = connectTcp({ host, port })
  await once(tcp, 'connect')
  const tls = connectTls({ host, port, rejectUnauthorized: false })
  const heard = Promise.race([
    once(tls, 'secureConnect').then(() => 'TLS'),
    once(tcp, 'close').then(() => 'closed'),
    sleep(200, 'nothing'),
  ])
  assert.equal(await heard, 'nothing')
  assert.equal(bmc.counters.openConnections, 2)
  tls.destroy()
  tcp.destroy()
  await until(() => bmc.counters.openConnections === 0)
  assert.deepEqual([bmc.counters.connections, bmc.counters.requests], [2, 0])
})

test('mute: TLS is there at once, and no request is answered or carried out', async () => {
  await using faulty = await faultyBmc('mute', REST)
  const { bmc, client } = faulty
  using connection = await RawConnection.open(bmc)
  connection.get('/xyz/')
  void client.login().catch(() => {})
  assert.equal(await connection.ending(200), 'open')
  assert.equal(connection.text, '')
  assert.deepEqual([bmc.counters.requests, bmc.counters.logins], [2, 0])
})

test('bmc-reboots: after its last request it is gone, and comes back for good', async () => {
  await using faulty = await faultyBmc('bmc-reboots:2', { ...REDFISH, bmcRebootMs: 150 })
  const { bmc, client } = faulty
  assert.equal((await client.openSession()).status, 201)
  assert.equal((await client.get(SYSTEM)).status, 200)
  await until(() => bmc.state.bmc === 'Away')
  await using during = new BmcClient(bmc)
  assert.equal(await failureOf(during.get(ROOT)), 'ECONNREFUSED')
  await until(() => bmc.state.bmc === 'Ready')
  assert.equal((await client.get(SYSTEM)).status, 401)
  for (let count = 0; count < 5; count++) assert.equal((await client.openSession()).status, 201)
  assert.equal(bmc.state.bmc, 'Ready')
})

test('certificate-changed: the first connection and all later ones see different certificates', async () => {
  await using faulty = await faultyBmc('certificate-changed')
  const { bmc } = faulty
  const shown = async () => {
    using connection = await RawConnection.open(bmc)
    return connection.certificate.fingerprint256
  }
  const first = await shown()
  assert.equal(first, bmc.certificate.fingerprint)
  assert.equal(first, bmc.shownCertificate.fingerprint)
  const second = await shown()
  assert.notEqual(second, first)
  assert.equal(bmc.shownCertificate.fingerprint, second)
  assert.equal(await shown(), second)
  await bmc.set({ fault: null })
  assert.equal(await shown(), first)
})

test('old-certificate: an ordinary client does not get through TLS, and one at level 0 sees why', async () => {
  await using faulty = await faultyBmc('old-certificate', REST)
  const { bmc, client } = faulty
  assert.match(await failureOf(client.get(HOST)), /^ERR_SSL/)
  const socket = connectTls({
    host: bmc.address,
    port: bmc.port,
    rejectUnauthorized: false,
    ciphers: 'DEFAULT:@SECLEVEL=0',
    minVersion: 'TLSv1',
  })
  await once(socket, 'secureConnect')
  const { bits, valid_to } = socket.getPeerCertificate()
  socket.destroy()
  assert.deepEqual([bits, valid_to], [1024, 'Jan  1 00:00:00 2012 GMT'])
})

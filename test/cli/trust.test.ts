import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fleetAtHand } from './terminal.ts'

test('a changed certificate is refused until it is accepted by name', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 2 })
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  await terminal.out('rpower', 'all', 'stat')
  const { requests } = bmc.counters
  const pinned = bmc.certificate.fingerprint
  await bmc.set({ certificate: 'new' })
  const refused = await terminal.run('rpower', 'all', 'stat')
  assert.deepEqual([refused.code, refused.out], [1, 'sim0002: off\n'])
  assert.match(refused.err, /^sim0001: \[.*\]: Error: The certificate of 127\.\S+:8443 is not trusted: /)
  assert.match(refused.err, /the certificate has changed\. .*accept it with: hwctl trust /)
  assert.ok(refused.err.includes(pinned) && refused.err.includes(bmc.certificate.fingerprint), refused.err)
  assert.equal(bmc.counters.requests, requests, 'something was sent to a BMC that is not trusted')

  const shown = await terminal.out('hwctl', 'trust', 'all', '--show')
  assert.match(shown, /^sim0001: \S+ \S+ \(was \S+\)$/m)
  assert.match(shown, /^sim0002: \S+ \S+ \(unchanged\)$/m)
  assert.equal((await terminal.run('rpower', 'sim0001', 'stat')).code, 1, '--show changes nothing')

  const accepted = await terminal.out('hwctl', 'trust', 'sim0001')
  assert.ok(accepted.includes(bmc.certificate.fingerprint), accepted)
  assert.equal(bmc.counters.requests, requests)
  assert.equal(await terminal.out('rpower', 'sim0001', 'stat'), 'sim0001: off\n')
})

test('a certificate that was forgotten is met anew', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 1 })
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  await terminal.out('rpower', 'all', 'stat')
  await bmc.set({ certificate: 'new' })
  const said = await terminal.out('hwctl', 'trust', 'all', '--forget')
  assert.match(said, /^sim0001: \S+ forgotten\n$/)
  assert.equal(await terminal.out('rpower', 'all', 'stat'), 'sim0001: off\n')
  await bmc.set({ certificate: 'new' })
  assert.equal((await terminal.run('rpower', 'all', 'stat')).code, 1)
})

test('trust says which nodes it did not reach', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 2 })
  await fleet.bmcs[1]?.set({ reachable: false })
  const { code, out, err } = await terminal.run('hwctl', 'trust', 'all')
  assert.equal(code, 1)
  assert.match(out, /^sim0001: .*\(first seen, trusted\)\n$/)
  assert.match(err, /^sim0002: \[.*\]: Error: .*127\.\S+:8443.*Connection refused/)
  assert.match(err, /^1 of 2 nodes were not reached; for them nothing changed$/m)
})

test('tls=ca refuses a certificate that no authority vouches for, and sends nothing', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 2 })
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'tls=ca')
  const { code, out, err } = await terminal.run('rpower', 'all', 'stat')
  assert.deepEqual([code, out], [1, ''])
  assert.match(
    err,
    /^sim0001: \[.*\]: Error: The certificate of \S+ is not trusted: .*ca\.pem in HWCTL_HOME/m,
  )
  assert.equal(fleet.totals().requests, 0)
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'tls=off')
  assert.equal((await terminal.run('rpower', 'all', 'stat')).code, 0)
})

test('an old certificate is reached with tlslevel=0, and otherwise the error says so', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 2, tls: 'old' })
  assert.equal((await terminal.run('rpower', 'all', 'stat')).code, 0)
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'tlslevel=')
  for (const words of [
    ['power', 'all', 'stat'],
    ['trust', 'all'],
  ]) {
    const { code, out, err } = await terminal.run('hwctl', ...words)
    assert.deepEqual([code, out], [3, ''])
    assert.match(err, /^sim0001: \[.*\]: Error: .*TLS: .*tlslevel/m)
    assert.match(err, /^sim0002: \[.*\]: Error: .*TLS: .*tlslevel/m)
  }
})

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeCertificate } from '../../src/simulator/certificate.ts'
import { fleetAtHand } from './terminal.ts'

test('a certificate that a BMC shows after its next start only is trusted then, by whoever comes, and only that one', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 1, protocol: 'redfish', family: 'dell' })
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  await terminal.out('rpower', 'all', 'stat')
  const { cert, key, fingerprint } = await makeCertificate('new')
  writeFileSync(join(terminal.home, 'new.pem'), `${cert}\n${key}`)
  const said = await terminal.run('rcert', 'all', 'replace', 'new.pem', '--wait', '1', '-V')
  assert.match(said.out, /^sim0001: Certificate replaced: \S+, trusted as soon as it is shown; /)
  assert.ok(said.out.includes(fingerprint), said.out)
  assert.ok(
    !said.err.includes('PRIVATE KEY') && !said.err.includes('BEGIN'),
    'a trace shows what has a key in it',
  )
  assert.match(await terminal.out('rcert', 'all'), /^sim0001: Fingerprint: /m)

  bmc.presence.leave()
  bmc.forget()
  await bmc.presence.comeBack()
  assert.equal(bmc.certificate.fingerprint, fingerprint)
  assert.equal(await terminal.out('rpower', 'all', 'stat'), 'sim0001: off\n')

  await bmc.set({ certificate: 'modern' })
  const refused = await terminal.run('rpower', 'all', 'stat')
  assert.match(refused.err, /is not trusted: the certificate has changed/)
})

test('requests and certificates are files of nodes', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 2, protocol: 'redfish', family: 'openbmc' })
  const name = ['O=Example', 'OU=IT', 'L=Bonn', 'ST=NRW', 'C=DE']
  const out = await terminal.out('rcert', 'all', 'csr', ...name, '--out', 'csr')
  for (const node of ['sim0001', 'sim0002'])
    assert.match(out, new RegExp(`^${node}: Certificate signing request: \\S+/csr/${node}\\.csr$`, 'm'))

  const { cert, key } = await makeCertificate('one')
  writeFileSync(join(terminal.home, 'csr', 'sim0001.pem'), `${cert}\n${key}`)
  const missing = await terminal.run('rcert', 'all', 'replace', 'csr')
  assert.deepEqual([missing.code, missing.out], [1, ''])
  assert.match(missing.err, /Cannot use the file \S+sim0002\.pem \(ENOENT\)/)
  assert.match(await terminal.out('rcert', 'sim0001', 'replace', 'csr'), /trusted from now on$/m)
  assert.equal(await terminal.out('rpower', 'all', 'stat'), 'sim0001: off\nsim0002: off\n')
})

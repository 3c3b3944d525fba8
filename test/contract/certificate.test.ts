import assert from 'node:assert/strict'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { generate } from 'selfsigned'
import type { Call } from '../../src/core/capability.ts'
import {
  Certificate,
  type CertificateReading,
  type Csr,
  type CsrWish,
  type Replaced,
} from '../../src/hwctl/managers/certificate.ts'
import { Power } from '../../src/hwctl/managers/power.ts'
import { makeCertificate } from '../../src/simulator/certificate.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { type ContractMachine, machine, SERVERS, succeeded } from './machines.ts'

const WISH: CsrWish = {
  organization: 'Example',
  organizationalUnit: 'IT',
  city: 'Bonn',
  state: 'NRW',
  country: 'DE',
}

/** Dell takes a new certificate into use at its next start: looking for it is in vain. */
const WAIT_MS = 300

function writesOf({ requests }: ContractMachine): readonly string[] {
  return requests().filter((line) => !line.startsWith('GET '))
}

/** Made once, as that is what takes time. */
const [NEW, OTHER] = await Promise.all([makeCertificate('new'), makeCertificate('other')])

/** A file with a new certificate and its key. */
function fileWith(t: TestContext, text?: string) {
  const { key, cert, fingerprint } = NEW
  const file = join(temporaryFolder(t), 'new.pem')
  writeFileSync(file, text ?? `${cert}\n${key}`)
  return { file, cert, key, fingerprint }
}

for (const kind of SERVERS)
  test(`certificate: ${kind.name} tells the one that it shows, and nothing is changed`, async (t) => {
    const one = await machine(t, kind)
    const { shown, installed } = succeeded(await one.call(Certificate.read())) as CertificateReading
    assert.equal(shown.fingerprint, one.bmc.certificate.fingerprint)
    const { validToDate } = new X509Certificate(one.bmc.certificate.cert)
    assert.equal(shown.validUntil, validToDate.toISOString())
    assert.equal(installed.length, kind.can.includes('certificate') ? 1 : 0)
    for (const { subject, validUntil } of installed)
      assert.deepEqual([subject, validUntil], [shown.subject, shown.validUntil])
    assert.deepEqual(writesOf(one), [])
  })

for (const kind of SERVERS.filter(({ can }) => can.includes('certificate')))
  describe(`certificate: ${kind.name}`, { concurrency: true }, () => {
    const isDell = kind.name === 'Dell'

    /** Has what was installed come into use, where that takes a restart. */
    async function comeIntoUse({ bmc }: ContractMachine): Promise<void> {
      assert.equal(bmc.webCertificate.next !== undefined, isDell)
      bmc.presence.leave()
      bmc.forget()
      await bmc.presence.comeBack()
    }

    test('a certificate with its key is put there with one request, and trusted once it is shown', async (t) => {
      const one = await machine(t, kind)
      succeeded(await one.call(Power.getState()))
      const { file, fingerprint } = fileWith(t)
      const replaced = succeeded(await one.call(Certificate.replace({ file, waitMs: WAIT_MS }))) as Replaced
      assert.deepEqual(replaced, { fingerprint, isShown: !isDell })
      assert.deepEqual(writesOf(one).length, 1)
      assert.match(writesOf(one)[0] ?? '', /^POST \S+\/CertificateService\.ReplaceCertificate$/)
      await comeIntoUse(one)
      succeeded(await one.call(Power.getState()))
      assert.equal(one.bmc.certificate.fingerprint, fingerprint)
    })

    test('any other certificate is refused as ever, be one announced or not', async (t) => {
      const one = await machine(t, kind)
      succeeded(await one.call(Power.getState()))
      const { file } = fileWith(t)
      succeeded(await one.call(Certificate.replace({ file, waitMs: WAIT_MS })))
      await one.bmc.set({ certificate: 'new' })
      const { error } = await one.call(Power.getState())
      assert.equal(error?.kind === 'trust' && error.found, one.bmc.certificate.fingerprint)
    })

    test('the one that it shows already is left alone', async (t) => {
      const one = await machine(t, kind)
      const { cert, key, fingerprint } = one.bmc.certificate
      const { file } = fileWith(t, `${cert}\n${key}`)
      const replaced = await one.call(Certificate.replace({ file, waitMs: WAIT_MS }))
      assert.deepEqual(succeeded(replaced), { fingerprint, isShown: true })
      assert.deepEqual(writesOf(one), [])
    })

    test('one that the BMC refuses is not trusted afterwards', async (t) => {
      const one = await machine(t, kind)
      succeeded(await one.call(Power.getState()))
      const { cert, key } = OTHER
      const { file } = fileWith(t, cert)
      assert.equal((await one.call(Certificate.replace({ file, waitMs: WAIT_MS }))).error?.kind, 'bmc')
      await one.bmc.set({ certificate: { cert, key } })
      assert.equal((await one.call(Power.getState())).error?.kind, 'trust')
    })

    test('a request is for the BMC as the node store has it, and its key stays there', async (t) => {
      const one = await machine(t, kind)
      const { commonName, csr } = succeeded(await one.call(Certificate.request(WISH))) as Csr
      assert.equal(commonName, one.node.bmc)
      assert.match(csr, /^-----BEGIN CERTIFICATE REQUEST-----/)
      assert.match(writesOf(one).join(), /^POST \S+\/CertificateService\.GenerateCSR$/)
      assert.ok(!csr.includes('PRIVATE'))

      const privateKey = one.bmc.webCertificate.key ?? ''
      const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
      const signed = await generate([{ name: 'commonName', value: commonName }], {
        keyType: 'ec',
        algorithm: 'sha256',
        keyPair: { privateKey, publicKey },
      })
      const { file } = fileWith(t, signed.cert)
      const replaced = succeeded(await one.call(Certificate.replace({ file, waitMs: WAIT_MS }))) as Replaced
      assert.equal(replaced.isShown, !isDell)
      await comeIntoUse(one)
      succeeded(await one.call(Power.getState()))
    })

    test('a request can go into a file of the node', async (t) => {
      const one = await machine(t, kind)
      const cwd = temporaryFolder(t)
      const wish = { ...WISH, commonName: 'bmc7.example', into: 'csr' }
      const { csr, file } = succeeded(await one.call(Certificate.request(wish), { cwd })) as Csr
      assert.equal(file?.path, join(cwd, 'csr', `${one.node.name}.csr`))
      assert.equal(readFileSync(file.path, 'utf8').trim(), csr.trim())
    })

    test('of a folder each node gets its own; where that is missing nothing is sent to anybody', async (t) => {
      const one = await machine(t, kind)
      const folder = temporaryFolder(t)
      mkdirSync(join(folder, 'signed'))
      const { cert, key, fingerprint } = NEW
      const replacement = Certificate.replace({ file: 'signed', waitMs: WAIT_MS })
      await assertFileError(one, replacement, folder)
      writeFileSync(join(folder, 'signed', `${one.node.name}.pem`), `${cert}\n${key}`)
      const replaced = succeeded(await one.call(replacement, { cwd: folder })) as Replaced
      assert.equal(replaced.fingerprint, fingerprint)
    })

    test('a file that is no certificate, out of date, or has another key is refused before anything is sent', async (t) => {
      const one = await machine(t, kind)
      const old = await one.bmc.certificates.old()
      for (const text of ['nonsense', NEW.key, `${NEW.cert}\n${OTHER.key}`, old.cert]) {
        const { file } = fileWith(t, text)
        await assertFileError(one, Certificate.replace({ file, waitMs: WAIT_MS }), '/')
      }
    })
  })

async function assertFileError({ bmc, events }: ContractMachine, call: Call, cwd: string): Promise<void> {
  const said = await events(call, cwd)
  const failures = said.flatMap((event) => (event.kind === 'failure' ? [event] : []))
  assert.deepEqual(
    failures.map(({ node, error }) => [node, error.kind]),
    [[undefined, 'file']],
  )
  assert.equal(bmc.counters.requests, 0)
}

for (const kind of SERVERS.filter(({ can }) => !can.includes('certificate')))
  test(`certificate: ${kind.name} neither asks for one nor takes one, and nothing is changed`, async (t) => {
    const one = await machine(t, kind)
    const { file } = fileWith(t)
    for (const asked of [Certificate.request(WISH), Certificate.replace({ file, waitMs: WAIT_MS })]) {
      assert.equal((await one.call(asked)).error?.kind, 'unsupported')
      assert.deepEqual(writesOf(one), [])
    }
  })

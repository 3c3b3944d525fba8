import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

const NAME = ['O=Example', 'OU=IT', 'L=Bonn', 'ST=NRW', 'C=DE']

function usage(problem: RegExp) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    return true
  }
}

async function parsed(...words: string[]) {
  const { invocation, view } = await parse('rcert', words)
  return {
    op: invocation.call.op,
    input: invocation.call.input,
    lines: (value: unknown) => view.result(value),
  }
}

describe('rcert', () => {
  for (const words of [[], ['show']])
    test(`'${words.join(' ')}' shows the certificate, and one that is installed and not shown`, async () => {
      const { op, lines } = await parsed(...words)
      assert.equal(op, 'read')
      const shown = {
        subject: { C: 'DE', CN: 'bmc7' },
        issuer: { CN: 'CA' },
        validFrom: '2026-01-02T03:04:05.000Z',
        validUntil: '2027-01-02T03:04:05.000Z',
        fingerprint: 'AA:BB',
        alternativeNames: ['DNS:bmc7'],
      }
      const installed = [
        { ...shown, id: '1' },
        { subject: { CN: 'bmc8' }, issuer: {}, fingerprint: 'CC', id: '2' },
        { subject: { CN: 'untold' }, issuer: {}, id: '3' },
      ]
      assert.deepEqual(lines({ shown, installed }), [
        'Subject: C=DE, CN=bmc7',
        'Alternative names: DNS:bmc7',
        'Issuer: CN=CA',
        'Valid: 2026-01-02 to 2027-01-02',
        'Fingerprint: AA:BB',
        'Installed as 2, not shown: Subject: CN=bmc8',
        'Installed as 2, not shown: Issuer: ',
        'Installed as 2, not shown: Valid: N/A to N/A',
        'Installed as 2, not shown: Fingerprint: CC',
      ])
    })

  test('csr takes whom the certificate is for, and prints the request or says where it is', async () => {
    const { input, lines } = await parsed(
      'csr',
      ...NAME,
      'CN=bmc7',
      'SAN=bmc7.example,10.0.0.7',
      '--out',
      'csr',
    )
    assert.deepEqual(input, {
      organization: 'Example',
      organizationalUnit: 'IT',
      city: 'Bonn',
      state: 'NRW',
      country: 'DE',
      commonName: 'bmc7',
      alternativeNames: ['bmc7.example', '10.0.0.7'],
      into: 'csr',
    })
    assert.deepEqual(lines({ csr: 'A\nB\n' }), ['A', 'B'])
    assert.deepEqual(lines({ csr: 'A\n', file: { host: 'mn', path: '/csr/n7.csr' } }), [
      'Certificate signing request: mn:/csr/n7.csr',
    ])
  })

  test('replace says whether the certificate is in use', async () => {
    const { input, lines } = await parsed('replace', 'signed', '--wait', '5')
    assert.deepEqual(input, { file: 'signed', waitMs: 5000 })
    assert.deepEqual(lines({ fingerprint: 'AA', isShown: true }), [
      'Certificate replaced: AA, trusted from now on',
    ])
    assert.match(lines({ fingerprint: 'AA', isShown: false })[0] ?? '', /trusted as soon as it is shown/)
  })

  for (const [words, problem] of [
    [['csr'], /wants more about whom/],
    [['csr', ...NAME.slice(1)], /wants more about whom/],
    [['csr', ...NAME, 'X=1'], /Invalid parameter for rcert csr: X=1/],
    [['csr', ...NAME, 'CN='], /Invalid parameter for rcert csr: CN=/],
    [['csr', ...NAME, 'O=Other'], /'O' is given twice/],
    [['csr', ...NAME.slice(0, 4), 'C=Germany'], /two letters, not 'Germany'/],
    [['replace'], /wants a file/],
    [['replace', 'a', 'b'], /Too many words/],
    [['replace', 'a', '--out', 'b'], /--out goes with rcert csr/],
    [['show', '--wait', '3'], /--wait goes with rcert replace/],
    [['show', 'me'], /takes no more words/],
    [['renew'], /Unsupported command: rcert renew/],
  ] as const)
    test(`'${words.join(' ')}' is refused`, () => assert.rejects(parsed(...words), usage(problem)))
})

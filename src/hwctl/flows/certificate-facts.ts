import { X509Certificate } from 'node:crypto'
import { HwctlError } from '../../core/errors.ts'
import type { Rest } from '../../rest/rest.ts'
import type { CertificateFacts, DistinguishedName } from '../managers/certificate.ts'

/** The certificate that a BMC shows on a new connection. @throws HwctlError `trust`, `connect` */
export async function shownCertificate(rest: Rest, signal: AbortSignal): Promise<CertificateFacts> {
  const shown = await rest.certificate(signal)
  if (shown) return certificateFacts(shown)
  const { host, port } = rest.endpoint
  throw new HwctlError({ kind: 'malformed', host, port, path: '', problem: 'no certificate was shown' })
}

/** What there is to know of a certificate. */
export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  const { subject, issuer, validFromDate, validToDate, fingerprint256, subjectAltName } = certificate
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validFrom: validFromDate.toISOString(),
    validUntil: validToDate.toISOString(),
    fingerprint: fingerprint256,
    ...(subjectAltName && { alternativeNames: subjectAltName.split(', ') }),
  }
}

/** The first certificate of a PEM text; undefined where there is none. */
export function certificateIn(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

/** Node's lines, `CN=bmc7`; of a part that is there several times the last one counts. */
function nameOf(lines: string | undefined): DistinguishedName {
  const parts = (lines ?? '').split('\n').filter((line) => line.includes('='))
  return Object.fromEntries(
    parts.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

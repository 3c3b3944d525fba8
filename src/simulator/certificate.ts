import { X509Certificate } from 'node:crypto'

/** A certificate with its key, and the manners that belong to it. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  /** SHA-256, colon separated. */
  readonly fingerprint: string
  /** Served by a TLS that only clients at OpenSSL's security level 0 accept. */
  readonly isOld: boolean
}

const DAY_MS = 86_400_000
const TEN_YEARS_MS = 3650 * DAY_MS

/** A self-signed ECDSA certificate as bmcweb makes one for itself. */
export async function makeCertificate(commonName: string): Promise<Certificate> {
  const { generate } = await import('selfsigned') // large, and seldom needed: certificates are kept
  const notBeforeDate = new Date(Date.now() - DAY_MS)
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + TEN_YEARS_MS),
  })
  return certificateOf({ key: made.private, cert: made.cert })
}

/** What BMCs of 2009 came with: RSA-1024, SHA-1, and long expired. */
export async function makeOldCertificate(commonName: string): Promise<Certificate> {
  const { generate } = await import('selfsigned')
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'rsa',
    keySize: 1024,
    algorithm: 'sha1',
    notBeforeDate: new Date('2009-01-01'),
    notAfterDate: new Date('2012-01-01'),
  })
  return certificateOf({ key: made.private, cert: made.cert }, true)
}

/** A certificate from its PEM texts. @throws Error where the text is no certificate. */
export function certificateOf(
  pem: { readonly key: string; readonly cert: string },
  isOld = false,
): Certificate {
  return { ...pem, isOld, fingerprint: new X509Certificate(pem.cert).fingerprint256 }
}

import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { type Certificate, certificateOf } from './certificate.ts'
import { certificateRequest, type RequestedName } from './certificate-request.ts'

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/

/** What becomes of the certificate of a BMC's web server: keys that were made for requests, and one that its next start shows. */
export class WebCertificate {
  /** Shown from the next start on. */
  next: Certificate | undefined
  /** The private key of the last request, PEM. */
  key: string | undefined

  /** Makes a key, and a request for a certificate of it; the key of the last request is the one that counts. */
  request(name: RequestedName): string {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    return certificateRequest(name, pair)
  }

  /** The certificate in a PEM text, with the key that is in there or the one of the last request; undefined where they are no pair. */
  taken(pem: string): Certificate | undefined {
    const cert = CERTIFICATE.exec(pem)?.[0]
    const key = PRIVATE_KEY.exec(pem)?.[0] ?? this.key
    if (cert === undefined || key === undefined) return undefined
    try {
      return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
        ? certificateOf({ key, cert: pem.replace(PRIVATE_KEY, '').trim() })
        : undefined
    } catch {
      return undefined
    }
  }

  /** The BMC starts. */
  started(shown: Certificate): Certificate {
    const now = this.next ?? shown
    this.next = undefined
    return now
  }
}

import { capability, op } from '../../core/capability.ts'

/** Who a certificate is for, or from: parts of a name by their short names: CN, O, OU, L, ST, C. */
export type DistinguishedName = Readonly<Record<string, string>>

/** What there is to know of a certificate. */
export interface CertificateFacts {
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  /** ISO 8601. */
  readonly validFrom?: string
  readonly validUntil?: string
  /** SHA-256, colon separated; absent where the BMC does not tell the certificate itself. */
  readonly fingerprint?: string
  /** `DNS:bmc7.example`, `IP Address:10.0.0.7` */
  readonly alternativeNames?: readonly string[]
}

/** The certificate that a BMC shows, and those that it says are installed for its web server. */
export interface CertificateReading {
  readonly shown: CertificateFacts
  readonly installed: readonly (CertificateFacts & { readonly id: string })[]
}

/** Who a certificate is asked for, and where the request is to go. */
export interface CsrWish {
  /** Without it, the name or address that the node's BMC has in the node store. */
  readonly commonName?: string
  readonly organization: string
  readonly organizationalUnit: string
  readonly city: string
  readonly state: string
  /** Two letters. */
  readonly country: string
  readonly alternativeNames?: readonly string[]
  readonly email?: string
  /** A folder, relative to the working directory of whoever asks; a file NODE.csr in it is written. */
  readonly into?: string
}

/** A certificate signing request of a BMC; its key stays there. */
export interface Csr {
  readonly commonName: string
  /** PEM. */
  readonly csr: string
  /** The file, and the host it is on, where one was asked for. */
  readonly file?: { readonly host: string; readonly path: string }
}

/** What became of a certificate that was put onto a BMC. */
export interface Replaced {
  /** SHA-256, colon separated. */
  readonly fingerprint: string
  /** Whether the BMC shows it already: some do so after their next restart only. */
  readonly isShown: boolean
}

/** The certificate that a BMC's web server shows. */
export const Certificate = capability('certificate', {
  read: op<void, CertificateReading>(),
  request: op<CsrWish, Csr>(),
  /** `file` is PEM, with the key where the BMC did not make it; a folder has one NODE.pem for each node. `waitMs`: for how long to look for it. */
  replace: op<{ readonly file: string; readonly waitMs: number }, Replaced>(),
})

import type { Fault } from './fault.ts'

/** What is wrong with the certificate. */
export const CERTIFICATE_FAULTS = {
  'certificate-changed': {
    says: "The first connection is shown the BMC's certificate, every later one another.",
    certificateFrom: 2,
    async begin({ certificates, index }, condition) {
      condition.certificate = await certificates.modern(index + 1)
    },
  },
  'old-certificate': {
    says: 'The certificate is RSA-1024, SHA-1 and long expired; security level 0 alone gets through.',
    async begin({ certificates }, condition) {
      condition.certificate = await certificates.old()
    },
  },
} as const satisfies Readonly<Record<string, Fault>>

import { type KeyObject, sign } from 'node:crypto'

/** Object identifiers of the parts of a name (RFC 5280, appendix A.1), in their encoded form. */
const ATTRIBUTES = {
  C: [0x55, 4, 6],
  ST: [0x55, 4, 8],
  L: [0x55, 4, 7],
  O: [0x55, 4, 10],
  OU: [0x55, 4, 11],
  CN: [0x55, 4, 3],
} as const

/** ecdsa-with-SHA256 (RFC 5758). */
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]

const INTEGER = 0x02
const BIT_STRING = 0x03
const OID = 0x06
const UTF8_STRING = 0x0c
const SEQUENCE = 0x30
const SET = 0x31
const CONTEXT_0 = 0xa0

/** Who a certificate is asked for. */
export type RequestedName = Readonly<Record<keyof typeof ATTRIBUTES, string>>

/** A certificate signing request (PKCS #10, RFC 2986) for an EC key, in PEM form. */
export function certificateRequest(
  name: RequestedName,
  key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
): string {
  const subject = Object.entries(ATTRIBUTES).map(([part, id]) => {
    const value = Buffer.from(name[part as keyof RequestedName], 'utf8')
    return der(SET, der(SEQUENCE, der(OID, Buffer.from(id)), der(UTF8_STRING, value)))
  })
  const info = der(
    SEQUENCE,
    der(INTEGER, Buffer.of(0)),
    der(SEQUENCE, ...subject),
    key.publicKey.export({ type: 'spki', format: 'der' }),
    der(CONTEXT_0),
  )
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', info, key.privateKey)])
  const algorithm = der(SEQUENCE, der(OID, Buffer.from(ECDSA_WITH_SHA256)))
  const base64 = der(SEQUENCE, info, algorithm, der(BIT_STRING, signature)).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n')
}

/** One value with its tag and length (X.690, DER). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length, ...bytes), content])
}

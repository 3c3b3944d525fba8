import { createPrivateKey, type X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HwctlError } from '../../core/errors.ts'
import type { NodeName } from '../../core/node.ts'
import { certificateIn } from './certificate-facts.ts'

/** A certificate to be put onto a BMC. */
export interface NewCertificate {
  /** As it is in the file, perhaps with its private key: a secret. */
  readonly pem: string
  /** SHA-256, colon separated. */
  readonly fingerprint: string
}

/** The certificate of each node. */
export type NewCertificates = ReadonlyMap<NodeName, NewCertificate>

/**
 * The certificate for each node: the one of the file, or of a folder the file NODE.pem.
 * @throws HwctlError `file` for what cannot be read, is no certificate, is out of date, or has a key that is not its own
 */
export async function certificateFiles(
  file: string,
  { nodes, cwd }: { readonly nodes: readonly NodeName[]; readonly cwd: string },
): Promise<NewCertificates> {
  const path = resolve(cwd, file)
  const isFolder = await stat(path).then((found) => found.isDirectory(), unreadable(path))
  if (isFolder)
    return new Map(
      await Promise.all(
        nodes.map(async (node) => [node, await readCertificate(join(path, `${node}.pem`))] as const),
      ),
    )
  const one = await readCertificate(path)
  return new Map(nodes.map((node) => [node, one]))
}

async function readCertificate(path: string): Promise<NewCertificate> {
  const pem = await readFile(path, 'utf8').catch(unreadable(path))
  const certificate = certificateIn(pem)
  if (!certificate) throw useless(path, 'no certificate in PEM form')
  if (certificate.validToDate < new Date()) throw useless(path, `expired ${certificate.validTo}`)
  checkKey(path, pem, certificate)
  return { pem, fingerprint: certificate.fingerprint256 }
}

/** A key in the file is the BMC's from then on: a wrong one, or one that needs a password, would be the end of its web server. */
function checkKey(path: string, pem: string, certificate: X509Certificate): void {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return
  let isItsKey: boolean
  try {
    isItsKey = certificate.checkPrivateKey(createPrivateKey(pem))
  } catch (thrown) {
    throw useless(path, 'the private key cannot be read', thrown)
  }
  if (!isItsKey) throw useless(path, 'the private key is not that of the first certificate')
}

function unreadable(path: string) {
  return (thrown: NodeJS.ErrnoException): never => {
    throw useless(path, thrown.code ?? String(thrown), thrown)
  }
}

function useless(path: string, reason: string, cause?: unknown): HwctlError {
  return new HwctlError({ kind: 'file', path, reason }, cause)
}

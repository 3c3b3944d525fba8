import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Certificate, certificateOf, makeCertificate, makeOldCertificate } from './certificate.ts'

/** So many certificates are shared by all BMCs of a fleet: enough that neighbours differ. */
const POOL_SIZE = 8

/** The certificates of a fleet, each made when it is first needed. */
export class CertificatePool {
  readonly #folder: string | undefined
  readonly #certificates = new Map<string, Promise<Certificate>>()

  private constructor(folder: string | undefined) {
    this.#folder = folder
  }

  /** A pool that is kept in the folder; without a folder it lives as long as the process. */
  static async open(folder: string | undefined): Promise<CertificatePool> {
    if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 })
    return new CertificatePool(folder)
  }

  /** The certificate of the BMC with this ordinal. */
  modern(ordinal: number): Promise<Certificate> {
    const name = `bmc-${ordinal % POOL_SIZE}`
    return this.#certificate(name, () => kept(this.#folder, name, () => makeCertificate(name)))
  }

  /** The one expired certificate. */
  old(): Promise<Certificate> {
    const name = 'old-bmc'
    return this.#certificate(name, () => kept(this.#folder, name, () => makeOldCertificate(name), true))
  }

  #certificate(name: string, open: () => Promise<Certificate>): Promise<Certificate> {
    const known = this.#certificates.get(name) ?? open()
    this.#certificates.set(name, known)
    return known
  }
}

async function kept(
  folder: string | undefined,
  name: string,
  make: () => Promise<Certificate>,
  isOld = false,
): Promise<Certificate> {
  if (folder === undefined) return make()
  const path = join(folder, `${name}.json`)
  const found = await readPair(path)
  if (found) return certificateOf(found, isOld)
  const made = await make()
  try {
    await writeFile(path, JSON.stringify({ key: made.key, cert: made.cert }), { mode: 0o600, flag: 'wx' })
    return made
  } catch (error) {
    // Another simulator that started at the same time was faster: use what it wrote.
    const theirs = await readPair(path)
    if (!theirs) throw error
    return certificateOf(theirs, isOld)
  }
}

async function readPair(path: string): Promise<{ key: string; cert: string } | undefined> {
  try {
    const { key, cert } = JSON.parse(await readFile(path, 'utf8'))
    return typeof key === 'string' && typeof cert === 'string' ? { key, cert } : undefined
  } catch {
    return undefined
  }
}

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Certificate, certificateOf, makeCertificate, makeOldCertificate } from './certificate.ts'

/** So many certificates are shared by all BMCs of a fleet: enough that neighbours differ. */
const POOL_SIZE = 8

/** The certificates of a fleet. */
export class CertificatePool {
  readonly #folder: string | undefined
  readonly #modern: readonly Certificate[]
  #old: Promise<Certificate> | undefined

  private constructor(folder: string | undefined, modern: readonly Certificate[]) {
    this.#folder = folder
    this.#modern = modern
  }

  /** Reads the pool from the folder, or makes it, and keeps it there; without a folder it lives as long as the process. */
  static async open(folder: string | undefined): Promise<CertificatePool> {
    if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 })
    const names = Array.from({ length: POOL_SIZE }, (_, index) => `bmc-${index}`)
    return new CertificatePool(
      folder,
      await Promise.all(names.map((name) => kept(folder, name, () => makeCertificate(name)))),
    )
  }

  /** The certificate of the BMC with this ordinal. */
  modern(ordinal: number): Certificate {
    const certificate = this.#modern[ordinal % POOL_SIZE]
    if (!certificate) throw new Error('the pool is empty')
    return certificate
  }

  /** The one expired certificate, made when it is first asked for. */
  old(): Promise<Certificate> {
    this.#old ??= kept(this.#folder, 'old-bmc', () => makeOldCertificate('old-bmc'), true)
    return this.#old
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

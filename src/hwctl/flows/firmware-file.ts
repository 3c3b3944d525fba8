import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HwctlError } from '../../core/errors.ts'
import { paddedSize, TAR_BLOCK, tarHeader } from '../../core/tar-header.ts'
import type { FirmwareFile, FirmwarePurpose } from '../managers/flash.ts'

/** A MANIFEST is a few lines of text; more than this many bytes is something else. */
const MAX_MANIFEST_BYTES = 64 * 1024

/**
 * What the MANIFEST of a firmware tar says; every header of the tar is read, no content but the MANIFEST's, so that a tar that is
 * cut off is found before anything is sent.
 * @throws HwctlError `firmware`: inaccessible, broken
 */
export async function readFirmwareFile(name: string, cwd: string): Promise<FirmwareFile> {
  const path = resolve(cwd, name)
  const file = await open(path).catch((error: unknown) => inaccessible(name, error))
  try {
    const status = await file.stat()
    if (!status.isFile()) throw broken(name, 'it is no file')
    const manifest = await manifestOf(file, status.size, name)
    return { name, path, bytes: status.size, ...described(manifest, name) }
  } finally {
    await file.close()
  }
}

async function manifestOf(file: FileHandle, bytes: number, name: string): Promise<string> {
  const block = Buffer.alloc(TAR_BLOCK)
  let manifest: string | undefined
  let at = 0
  for (;;) {
    const { bytesRead } = await file.read(block, 0, TAR_BLOCK, at)
    const header = tarHeader(block.subarray(0, bytesRead))
    if (header === 'end') break
    if (!header) throw broken(name, problemAt(at, bytesRead, block))
    const content = at + TAR_BLOCK
    if (content + header.size > bytes) throw broken(name, `it is cut off in the middle of ${header.name}`)
    if (header.isFile && header.name.replace(/^\.\//, '') === 'MANIFEST') {
      if (header.size > MAX_MANIFEST_BYTES) throw broken(name, 'its MANIFEST is too large')
      const read = Buffer.alloc(header.size)
      await file.read(read, 0, header.size, content)
      manifest = read.toString('utf8')
    }
    at = content + paddedSize(header.size)
  }
  if (manifest === undefined) throw broken(name, 'there is no MANIFEST in it')
  return manifest
}

function problemAt(at: number, bytesRead: number, block: Buffer): string {
  if (at > 0) return bytesRead === 0 ? 'it is cut off: it has no end' : `it is damaged at byte ${at}`
  if (bytesRead === 0) return 'it is empty'
  if (block[0] === 0x1f && block[1] === 0x8b) return 'it is compressed with gzip'
  return 'it is no tar'
}

const PURPOSES: Readonly<Record<string, FirmwarePurpose>> = { BMC: 'bmc', Host: 'host', System: 'system' }

/** The purpose of an image by the last part of the BMC's word for it (xyz.openbmc_project.Software.Version.VersionPurpose). */
export function purposeOf(word: string): FirmwarePurpose {
  return Object.hasOwn(PURPOSES, word) ? (PURPOSES[word] ?? 'other') : 'other'
}

/** `purpose=`, `version=`, and where they are there `ExtendedVersion=` or `extended_version=`, and `MachineName=` (phosphor-bmc-code-mgmt). */
function described(manifest: string, name: string) {
  const value = (...keys: string[]) => {
    for (const line of manifest.split(/\r?\n/)) {
      const equals = line.indexOf('=')
      if (equals > 0 && keys.includes(line.slice(0, equals).trim())) return line.slice(equals + 1).trim()
    }
    return ''
  }
  const [version, purpose] = [value('version'), value('purpose')]
  if (version === '') throw broken(name, 'its MANIFEST has no version')
  if (purpose === '') throw broken(name, 'its MANIFEST has no purpose')
  const word = purpose.slice(purpose.lastIndexOf('.') + 1)
  const machine = value('MachineName')
  return {
    version,
    purpose: purposeOf(word),
    extended: extendedParts(value('extended_version', 'ExtendedVersion')),
    reported: { purpose: word },
    ...(machine && { machine }),
  }
}

/** Versions of parts are listed with commas between them. */
export function extendedParts(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap((part) => part.trim() || [])
}

function inaccessible(what: string, cause: unknown): never {
  throw new HwctlError({ kind: 'firmware', problem: 'inaccessible', what }, cause)
}

function broken(what: string, detail: string): HwctlError {
  return new HwctlError({ kind: 'firmware', problem: 'broken', what, detail })
}

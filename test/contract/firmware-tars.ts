import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../nodes/temporary-store.ts'

/** What a firmware tar is to hold. */
export interface TarWish {
  readonly purpose: string
  readonly version: string
  readonly bytes?: number
  /** Further lines of the MANIFEST. */
  readonly more?: readonly string[]
}

/** Makes a firmware tar as builds do, with the system's own tar. */
export function firmwareTar(folder: string, name: string, wish: TarWish): string {
  const made = join(folder, `${name}.files`)
  mkdirSync(made, { recursive: true })
  const lines = [
    `purpose=xyz.openbmc_project.Software.Version.VersionPurpose.${wish.purpose}`,
    `version=${wish.version}`,
    'KeyType=OpenBMC',
    ...(wish.more ?? []),
  ]
  writeFileSync(join(made, 'image-kernel'), Buffer.alloc(wish.bytes ?? 3_000_000, wish.version))
  writeFileSync(join(made, 'MANIFEST'), `${lines.join('\n')}\n`)
  const tar = join(folder, name)
  execFileSync('tar', ['-cf', tar, '-C', made, 'image-kernel', 'MANIFEST'])
  return tar
}

/** A folder with one tar for the BMC and one for the host. */
export function firmwareFolder(t: TestContext, version = 'v3'): string {
  const folder = temporaryFolder(t)
  firmwareTar(folder, 'bmc.tar', { purpose: 'BMC', version: `bmc-${version}` })
  firmwareTar(folder, 'host.tar', { purpose: 'Host', version: `host-${version}` })
  return folder
}

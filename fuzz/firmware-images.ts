import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the machines are to run in the end: one tar for the BMC, one for the host. */
const TARS = { BMC: 'bmc-v3', Host: 'host-v3' } as const
const TAR_BYTES = 3_000_000

/** Makes a folder with firmware for `rflash -d`. */
export function firmwareImages(folder: string): void {
  for (const [purpose, version] of Object.entries(TARS)) {
    const made = join(folder, `${version}.files`)
    mkdirSync(made, { recursive: true })
    const named = `xyz.openbmc_project.Software.Version.VersionPurpose.${purpose}`
    writeFileSync(join(made, 'MANIFEST'), `purpose=${named}\nversion=${version}\nKeyType=OpenBMC\n`)
    writeFileSync(join(made, 'image'), Buffer.alloc(TAR_BYTES, version))
    execFileSync('tar', ['-cf', join(folder, `${version}.tar`), '-C', made, 'MANIFEST', 'image'])
  }
}

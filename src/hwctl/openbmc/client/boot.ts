import { z } from 'zod'
import { anyObject, get, malformed, type OpenBmcClient, put } from './request.ts'

const BOOT = '/control/host0/boot'
const ONE_TIME = `${BOOT}/one_time`

/** `Enabled` was 0 and 1 before 2018, then false and true; some images write it as text. */
const enabled = z
  .union([z.boolean(), z.number(), z.string()])
  .transform((value) => ['1', 'true'].includes(String(value).toLowerCase()))

const bootObject = z.object({
  BootSource: z.string().optional(),
  BootMode: z.string().optional(),
  BootType: z.string().optional(),
  Enabled: enabled.optional(),
})

/** One boot setting object, its enumerations as they came. */
export type BootObject = z.infer<typeof bootObject>

/** The two objects that say where the host boots from; `oneTime` is absent on images older than 2018. */
export interface BootObjects {
  readonly permanent?: BootObject
  readonly oneTime?: BootObject
}

/** GET /control/host0/enumerate */
export async function getBootObjects(bmc: OpenBmcClient): Promise<BootObjects> {
  const tree = anyObject.safeParse(await get(bmc, 'get_boot_state', '/control/host0/enumerate'))
  const permanent = bootObject.safeParse(tree.data?.[`/xyz/openbmc_project${BOOT}`])
  const oneTime = bootObject.safeParse(tree.data?.[`/xyz/openbmc_project${ONE_TIME}`])
  if (!permanent.success && !oneTime.success)
    throw malformed(bmc.session.rest, '/xyz/openbmc_project/control/host0/enumerate', 'no boot objects in it')
  return {
    ...(permanent.success && { permanent: permanent.data }),
    ...(oneTime.success && { oneTime: oneTime.data }),
  }
}

/** Which of the two objects. */
export type BootObjectName = keyof BootObjects

const PATHS = { permanent: BOOT, oneTime: ONE_TIME } as const satisfies Record<BootObjectName, string>

/** PUT …/attr/BootSource with the last part of xyz.openbmc_project.Control.Boot.Source.Sources */
export function putBootSource(bmc: OpenBmcClient, object: BootObjectName, source: string): Promise<void> {
  const value = `xyz.openbmc_project.Control.Boot.Source.Sources.${source}`
  return put(bmc, 'set_boot_state', `${PATHS[object]}/attr/BootSource`, value)
}

/** PUT …/attr/BootMode: Regular, Safe, Setup */
export function putBootMode(
  bmc: OpenBmcClient,
  object: BootObjectName,
  mode: 'Regular' | 'Setup',
): Promise<void> {
  const value = `xyz.openbmc_project.Control.Boot.Mode.Modes.${mode}`
  return put(bmc, 'set_boot_state', `${PATHS[object]}/attr/BootMode`, value)
}

/** PUT …/attr/BootType: EFI, Legacy (images since 2020) */
export function putBootType(
  bmc: OpenBmcClient,
  object: BootObjectName,
  type: 'EFI' | 'Legacy',
): Promise<void> {
  const value = `xyz.openbmc_project.Control.Boot.Type.Types.${type}`
  return put(bmc, 'set_boot_state', `${PATHS[object]}/attr/BootType`, value)
}

/** PUT …/attr/Enabled */
export function putBootEnabled(bmc: OpenBmcClient, object: BootObjectName, value: boolean): Promise<void> {
  return put(bmc, 'set_one_time_boot_enable', `${PATHS[object]}/attr/Enabled`, value)
}

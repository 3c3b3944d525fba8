import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { checkWrite } from './errors.ts'
import { known } from './memory.ts'
import { type RedfishClient, read } from './resource.ts'
import { awaitTask } from './task.ts'

const action = z.object({
  target: z.string().nullish(),
  'ResetType@Redfish.AllowableValues': z.array(z.string()).optional().catch(undefined),
  '@Redfish.ActionInfo': z.string().nullish(),
})

/** The `Actions` of a resource, as far as they are resets. */
export const actions = z
  .object({ '#ComputerSystem.Reset': action.nullish(), '#Manager.Reset': action.nullish() })
  .nullish()

const actionInfo = z.object({
  Parameters: z.array(z.object({ Name: z.string(), AllowableValues: z.array(z.string()).nullish() })),
})

/** A reset that a resource offers: where to send it, and with which types; `types` is undefined where it does not say. */
export interface ResetAction {
  readonly target: string
  readonly types: readonly string[] | undefined
}

/** Which reset the resource offers; its types come from the resource itself or from its ActionInfo. */
export async function resetAction(
  bmc: RedfishClient,
  operation: string,
  offered: z.infer<typeof action> | null | undefined,
): Promise<ResetAction | undefined> {
  const target = offered?.target
  if (!target) return undefined
  const direct = offered['ResetType@Redfish.AllowableValues']
  const info = offered['@Redfish.ActionInfo']
  if (direct || !info) return { target, types: direct }
  return { target, types: await typesOf(bmc, operation, info) }
}

/** Systems behind one BMC may share an ActionInfo: what is remembered is the types, never where to send them. */
function typesOf(
  bmc: RedfishClient,
  operation: string,
  info: string,
): Promise<readonly string[] | undefined> {
  return known(bmc, `action-info ${info}`, async (finding) => {
    const { data } = await read(finding, operation, info, actionInfo)
    return data.Parameters.find(({ Name }) => Name === 'ResetType')?.AllowableValues ?? undefined
  })
}

/**
 * The first of the wanted types that is on offer; where the service does not say what it takes, the first one wanted.
 * @throws HwctlError `unsupported` with what is on offer.
 */
export function chooseType(
  reset: ResetAction | undefined,
  what: string,
  wanted: readonly [string, ...string[]],
): { readonly target: string; readonly type: string } {
  const chosen = reset?.types ? wanted.find((type) => reset.types?.includes(type)) : wanted[0]
  if (!reset || chosen === undefined)
    throw new HwctlError({ kind: 'unsupported', what, ...(reset?.types && { offered: reset.types }) })
  return { target: reset.target, type: chosen }
}

/** Sends a reset, once; a 202 is followed to the end of its task, unless the machine itself is watched. */
export async function sendReset(
  bmc: RedfishClient,
  operation: string,
  { target, type }: { readonly target: string; readonly type: string },
  watched: boolean,
): Promise<void> {
  const body = { ResetType: type }
  const answer = await bmc.session.request({
    operation,
    method: 'POST',
    path: target,
    body,
    signal: bmc.signal,
  })
  checkWrite(bmc.session.rest, answer)
  if (!watched) await awaitTask(bmc, operation, answer)
}

import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { getManagerObject } from './manager.ts'
import { linkAt } from './property.ts'
import { orUnsupported, patch, type RedfishClient, type Resource, read } from './resource.ts'

const networkProtocol = z.object({
  HostName: z.string().nullish().catch(undefined),
  SSH: z.object({ ProtocolEnabled: z.boolean().nullish() }).nullish().catch(undefined),
  NTP: z
    .object({
      ProtocolEnabled: z.boolean().nullish(),
      NTPServers: z.array(z.string().nullable()).nullish(),
    })
    .nullish()
    .catch(undefined),
})

/** What is used of ManagerNetworkProtocol (DSP2046). */
export type NetworkProtocol = z.infer<typeof networkProtocol>

/** The services of the BMC. @throws HwctlError `unsupported` where it does not show them */
export async function getNetworkProtocol(
  bmc: RedfishClient,
  operation: string,
): Promise<Resource<NetworkProtocol>> {
  const path = linkAt((await getManagerObject(bmc, operation)).data, 'NetworkProtocol')
  if (path === undefined) throw new HwctlError({ kind: 'unsupported', what: 'network protocols' })
  return orUnsupported('network protocols', read(bmc, operation, path, networkProtocol))
}

/** The time servers that are set; fixed lists are filled up with empty ones. Undefined where the BMC has no NTP. */
export function ntpServersOf({ NTP }: NetworkProtocol): readonly string[] | undefined {
  return NTP?.NTPServers?.flatMap((server) => server?.trim() || [])
}

/** PATCH of it. @returns what the service said about it in a 200 */
export function patchNetworkProtocol(
  bmc: RedfishClient,
  to: Resource<NetworkProtocol>,
  change: { readonly HostName: string } | { readonly NTP: object },
): Promise<string | undefined> {
  return patch(bmc, 'set_network_protocol', to, change)
}

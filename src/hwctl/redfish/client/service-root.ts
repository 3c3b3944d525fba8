import { z } from 'zod'
import { known } from './memory.ts'
import { link, type RedfishClient, read, SERVICE_ROOT } from './resource.ts'

const maybeLink = link.optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)

const text = z.string().nullish().catch(undefined)

const serviceRoot = z.object({
  RedfishVersion: text,
  Vendor: text,
  Product: text,
  Systems: maybeLink,
  Managers: maybeLink,
  Chassis: maybeLink,
  UpdateService: maybeLink,
  AccountService: maybeLink,
  TelemetryService: maybeLink,
  EventService: maybeLink,
  Registries: maybeLink,
  CertificateService: maybeLink,
  ProtocolFeaturesSupported: z
    .object({ ExpandQuery: z.object({ NoLinks: flag, Levels: flag }).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
})

/** What is used of the service root (DSP2046): where its collections and services are, and what queries it knows. */
export type ServiceRoot = z.infer<typeof serviceRoot>

/** The service root, read once a session. */
export function getServiceRoot(bmc: RedfishClient, operation: string): Promise<ServiceRoot> {
  return known(
    bmc,
    'service-root',
    async (finding) => (await read(finding, operation, SERVICE_ROOT, serviceRoot)).data,
  )
}

/**
 * The query that has a collection come with its members in it (DSP0266 7.3.1), without those links that lead elsewhere; undefined
 * where the service does not say that it knows it.
 */
export function expandQuery({ ProtocolFeaturesSupported }: ServiceRoot): string | undefined {
  const { NoLinks, Levels } = ProtocolFeaturesSupported?.ExpandQuery ?? {}
  if (!NoLinks) return undefined
  return Levels ? '$expand=.($levels=1)' : '$expand=.'
}

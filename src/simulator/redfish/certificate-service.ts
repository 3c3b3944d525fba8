import { X509Certificate } from 'node:crypto'
import type { SimulatedBmc } from '../bmc.ts'
import type { Certificate } from '../certificate.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import type { Overlay } from './overlay.ts'
import { problem } from './problem.ts'
import { fixedCollection, link, type ResourceTree, type Visit } from './resource.ts'

const SERVICE = '/redfish/v1/CertificateService'
const GENERATE = 'CertificateService.GenerateCSR'
const REPLACE = 'CertificateService.ReplaceCertificate'

const networkPath = ({ manager }: FamilyTraits) => `/redfish/v1/Managers/${manager}/NetworkProtocol`
const collectionPath = (traits: FamilyTraits) => `${networkPath(traits)}/HTTPS/Certificates`
const certificatePath = (traits: FamilyTraits) => `${collectionPath(traits)}/${traits.certificate?.id}`

/** The certificate service, and the one certificate of the web server. */
export function certificateService(traits: FamilyTraits): ResourceTree {
  if (!traits.certificate) return {}
  const [all, one] = [collectionPath(traits), certificatePath(traits)]
  return {
    [SERVICE]: { show: showService },
    [`${SERVICE}/Actions/${GENERATE}`]: { create: generate },
    [`${SERVICE}/Actions/${REPLACE}`]: { create: replace },
    [all]: fixedCollection(all, 'Certificate', 'HTTPS Certificates Collection', [one]),
    [one]: { show: ({ bmc }) => ({ ...link(one), ...shownCertificate(bmc, traits) }) },
  }
}

/** Where they are linked: in the root, and in the network protocols of the manager. */
export function certificateLinks(traits: FamilyTraits): readonly Overlay[] {
  if (!traits.certificate) return []
  const path = networkPath(traits)
  return [
    {
      path: '/redfish/v1',
      show: (_visit, below) => ({ ...below, CertificateService: link(SERVICE) }),
    },
    {
      path: `/redfish/v1/Managers/${traits.manager}`,
      show: (_visit, below) => ({ ...below, NetworkProtocol: link(path) }),
    },
    {
      path,
      show: (_visit, below) => ({
        ...link(path),
        '@odata.type': '#ManagerNetworkProtocol.v1_5_0.ManagerNetworkProtocol',
        Id: 'NetworkProtocol',
        Name: 'Manager Network Protocol',
        ...below,
        HTTPS: { Port: 443, ProtocolEnabled: true, Certificates: link(collectionPath(traits)) },
      }),
    },
  ]
}

function showService(): JsonObject {
  return {
    ...link(SERVICE),
    '@odata.type': '#CertificateService.v1_0_0.CertificateService',
    Actions: {
      [`#${GENERATE}`]: { target: `${SERVICE}/Actions/${GENERATE}` },
      [`#${REPLACE}`]: { target: `${SERVICE}/Actions/${REPLACE}` },
    },
    Id: 'CertificateService',
    Name: 'Certificate Service',
  }
}

function shownCertificate(bmc: SimulatedBmc, { certificate }: FamilyTraits): JsonObject {
  const installed = bmc.webCertificate.next ?? bmc.certificate
  const x509 = new X509Certificate(installed.cert)
  return {
    '@odata.type': '#Certificate.v1_0_0.Certificate',
    ...(certificate?.showsText && { CertificateString: installed.cert }),
    Id: certificate?.id,
    Issuer: nameOf(x509.issuer),
    KeyUsage: ['KeyEncipherment', 'ServerAuthentication'],
    Name: 'HTTPS Certificate',
    ...(!certificate?.showsText && { SerialNumber: x509.serialNumber }),
    Subject: nameOf(x509.subject),
    ValidNotAfter: x509.validToDate.toISOString().replace('.000Z', '+00:00'),
    ValidNotBefore: x509.validFromDate.toISOString().replace('.000Z', '+00:00'),
  }
}

const NAMES = {
  C: 'Country',
  ST: 'State',
  L: 'City',
  O: 'Organization',
  OU: 'OrganizationalUnit',
  CN: 'CommonName',
} as const

/** Node's `CN=bmc` lines as Redfish has them. */
function nameOf(lines: string | undefined): JsonObject {
  const parts = (lines ?? '').split('\n').map((line) => line.split('=', 2))
  return Object.fromEntries(
    parts.flatMap(([key, value]) =>
      Object.hasOwn(NAMES, key ?? '') ? [[NAMES[key as keyof typeof NAMES], value]] : [],
    ),
  )
}

function generate({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const missing = Object.values(NAMES).find((name) => typeof sent[name] !== 'string')
  if (missing !== undefined) return traits.error(400, problem('ActionParameterMissing', GENERATE, missing))
  if (asObject(sent.CertificateCollection)?.['@odata.id'] !== collectionPath(traits))
    return traits.error(400, problem('ActionParameterNotSupported', 'CertificateCollection', GENERATE))
  const text = (name: string) => String(sent[name])
  const CSRString = bmc.webCertificate.request({
    C: text('Country'),
    ST: text('State'),
    L: text('City'),
    O: text('Organization'),
    OU: text('OrganizationalUnit'),
    CN: text('CommonName'),
  })
  return { status: 200, body: { CSRString, CertificateCollection: link(collectionPath(traits)) } }
}

function replace({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const { CertificateString, CertificateType, CertificateUri } = sent
  const place = asObject(CertificateUri)?.['@odata.id']
  if (CertificateType !== 'PEM' || place !== certificatePath(traits))
    return traits.error(400, problem('ActionParameterNotSupported', 'CertificateUri', REPLACE))
  const taken =
    typeof CertificateString === 'string' ? bmc.webCertificate.taken(CertificateString) : undefined
  if (!taken) return traits.error(400, problem('ActionParameterNotSupported', 'CertificateString', REPLACE))
  if (traits.certificate?.inUse === 'after-start') {
    bmc.webCertificate.next = taken
    return traits.actionDone
  }
  return { status: 200, body: shownAs(bmc, traits, taken), afterwards: () => bmc.restartWebServer() }
}

/** The new one is in use, and the web server starts anew with it. */
function shownAs(bmc: SimulatedBmc, traits: FamilyTraits, taken: Certificate): JsonObject {
  bmc.certificate = taken
  return { ...link(certificatePath(traits)), ...shownCertificate(bmc, traits) }
}

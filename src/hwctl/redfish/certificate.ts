import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import type { NodeInfo } from '../../core/node.ts'
import { certificateFacts, certificateIn, shownCertificate } from '../flows/certificate-facts.ts'
import { certificateFiles, type NewCertificate } from '../flows/certificate-file.ts'
import { outputFolder } from '../flows/output-folder.ts'
import { replaceCertificate } from '../flows/replace-certificate.ts'
import {
  Certificate,
  type CertificateFacts,
  type Csr,
  type CsrWish,
  type DistinguishedName,
  type Replaced,
} from '../managers/certificate.ts'
import {
  type CertificateResource,
  csrTarget,
  generateCsr,
  getCertificates,
  httpsCertificatesPath,
  postReplaceCertificate,
  replaceTarget,
} from './client/certificate.ts'
import type { RedfishClient } from './client/resource.ts'
import { protocol } from './protocol.ts'
import { withTwoDigits } from './quirks/one-digit-dates.ts'

/** The certificate of the BMC's web server, by the CertificateService. */
export default executor(Certificate, protocol, {
  read: steps({
    plan: () => ['a TLS handshake, for the certificate that is shown', ...GET_CERTIFICATES],
    look: ({ bmc }) => httpsCertificatesPath(bmc),
    async run({ bmc }) {
      const shown = await shownCertificate(bmc.session.rest, bmc.signal)
      const path = await httpsCertificatesPath(bmc)
      const installed = path === undefined ? [] : await getCertificates(bmc, path)
      return { shown, installed: installed.map(factsIn) }
    },
  }),
  request: steps({
    plan: () => [...GET_CERTIFICATES, GET_SERVICE, 'POST #CertificateService.GenerateCSR'],
    pre: ({ into }, { cwd }) => (into === undefined ? undefined : outputFolder(into, cwd)),
    look: ({ bmc }) => looked(bmc, csrTarget),
    run: ({ bmc, node }, wish, folder) => request(bmc, node, { wish, folder }),
  }),
  replace: steps({
    plan: ({ file }) => [
      ...GET_CERTIFICATES,
      GET_SERVICE,
      `POST #CertificateService.ReplaceCertificate with ${file}`,
      'TLS handshakes, until the certificate is shown',
    ],
    pre: ({ file }, { nodes, cwd }) => certificateFiles(file, { nodes, cwd }),
    look: ({ bmc }) => looked(bmc, replaceTarget),
    run: ({ bmc, node }, { waitMs }, files) => replace(bmc, files.get(node.name), waitMs),
  }),
})

const GET_CERTIFICATES = [
  'GET the ComputerSystem',
  'GET its Manager, its NetworkProtocol, the HTTPS certificates of that',
]
const GET_SERVICE = 'GET the CertificateService'

function factsIn({ data }: CertificateResource): CertificateFacts & { readonly id: string } {
  const certificate = data.CertificateString ? certificateIn(data.CertificateString) : undefined
  if (certificate) return { id: data.Id, ...certificateFacts(certificate) }
  const [validFrom, validUntil] = [dateOf(data.ValidNotBefore), dateOf(data.ValidNotAfter)]
  return {
    id: data.Id,
    subject: nameOf(data.Subject),
    issuer: nameOf(data.Issuer),
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
  }
}

/** Redfish's words for the parts of a name (DSP2046, Certificate.Identifier), and the short ones. */
const PARTS = {
  CommonName: 'CN',
  Organization: 'O',
  OrganizationalUnit: 'OU',
  City: 'L',
  State: 'ST',
  Country: 'C',
} as const

function nameOf(identifier: Readonly<Record<string, unknown>> | null | undefined): DistinguishedName {
  return Object.fromEntries(
    Object.entries(PARTS).flatMap(([long, short]) => {
      const value = identifier?.[long]
      return typeof value === 'string' && value !== '' ? [[short, value]] : []
    }),
  )
}

function dateOf(text: string | null | undefined): string | undefined {
  const date = new Date(withTwoDigits(text ?? ''))
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

async function httpsCertificates(bmc: RedfishClient, what: string): Promise<string> {
  const path = await httpsCertificatesPath(bmc)
  if (path === undefined) throw new HwctlError({ kind: 'unsupported', what: `${what} over redfish` })
  return path
}

/** Whether there are certificates to be asked for or replaced, and the action for it. */
async function looked(bmc: RedfishClient, target: (bmc: RedfishClient) => Promise<string>): Promise<void> {
  await httpsCertificates(bmc, 'certificates of the web server')
  await target(bmc)
}

async function request(
  bmc: RedfishClient,
  node: NodeInfo,
  { wish, folder }: { readonly wish: CsrWish; readonly folder: string | undefined },
): Promise<Csr> {
  const path = await httpsCertificates(bmc, 'certificate signing request')
  const { commonName = node.bmc, alternativeNames, email } = wish
  const csr = await generateCsr(bmc, await csrTarget(bmc), {
    CommonName: commonName,
    Organization: wish.organization,
    OrganizationalUnit: wish.organizationalUnit,
    City: wish.city,
    State: wish.state,
    Country: wish.country,
    ...(alternativeNames && { AlternativeNames: alternativeNames }),
    ...(email !== undefined && { Email: email }),
    CertificateCollection: { '@odata.id': path },
  })
  if (folder === undefined) return { commonName, csr }
  const file = join(folder, `${node.name}.csr`)
  await writeFile(file, csr.endsWith('\n') ? csr : `${csr}\n`).catch((thrown: NodeJS.ErrnoException) => {
    throw new HwctlError({ kind: 'file', path: file, reason: thrown.code ?? String(thrown) }, thrown)
  })
  return { commonName, csr, file: { host: hostname(), path: file } }
}

async function replace(
  bmc: RedfishClient,
  certificate: NewCertificate | undefined,
  waitMs: number,
): Promise<Replaced> {
  const all = await getCertificates(bmc, await httpsCertificates(bmc, 'replacing the certificate'))
  const target = await replaceTarget(bmc)
  const [place, ...more] = all
  if (!certificate || !place || more.length > 0)
    throw new HwctlError({ kind: 'unsupported', what: `replacing one of ${all.length} certificates` })
  const { pem, fingerprint } = certificate
  return replaceCertificate(bmc.session.rest, {
    fingerprint,
    waitMs,
    signal: bmc.signal,
    send: () => postReplaceCertificate(bmc, target, { path: place.path, pem }),
  })
}

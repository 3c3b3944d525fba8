import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { members } from './collection.ts'
import { malformed } from './errors.ts'
import { actionTarget, invoke } from './invoke.ts'
import { getManagerObject } from './manager.ts'
import { type JsonObject, linkAt, objectAt, textAt } from './property.ts'
import { orUndefined, type RedfishClient, type Resource, readIfThere, shaped } from './resource.ts'
import { getServiceRoot } from './service-root.ts'
import { getSystemObject, lastSegment } from './system.ts'

const name = z.record(z.string(), z.unknown()).nullish()
const text = z.string().nullish()

const certificate = z.object({
  Id: z.string().nullish(),
  CertificateString: text,
  Subject: name,
  Issuer: name,
  ValidNotBefore: text,
  ValidNotAfter: text,
})

/** What is used of Certificate (DSP2046). */
export type CertificateResource = Resource<z.infer<typeof certificate> & { readonly Id: string }>

/** Where the certificates of the BMC's web server are; undefined where it does not say. */
export async function httpsCertificatesPath(bmc: RedfishClient): Promise<string | undefined> {
  const system = await getSystemObject(bmc, OPERATION)
  const manager = await orUndefined(getManagerObject(bmc, OPERATION, system))
  const path = manager && linkAt(manager.data, 'NetworkProtocol')
  const network = path && (await readIfThere(bmc, OPERATION, path))
  return network && linkAt(objectAt(network.data, 'HTTPS'), 'Certificates')
}

/** GET of the certificates of the BMC's web server. */
export async function getCertificates(
  bmc: RedfishClient,
  path: string,
): Promise<readonly CertificateResource[]> {
  const found = await orUndefined(members(bmc, path, { operation: OPERATION }))
  return (found ?? []).map((one) => {
    const { data, ...rest } = shaped(bmc, one, certificate)
    return { ...rest, data: { ...data, Id: data.Id ?? lastSegment(one.path) } }
  })
}

async function actionOf(
  bmc: RedfishClient,
  action: `#CertificateService.${string}`,
  what: string,
): Promise<string> {
  const { CertificateService: path } = await getServiceRoot(bmc, OPERATION)
  const service: JsonObject = (path && (await readIfThere(bmc, OPERATION, path))?.data) || {}
  const target = actionTarget(service, action)
  if (target === undefined) throw new HwctlError({ kind: 'unsupported', what: `${what} over redfish` })
  return target
}

/** Where #CertificateService.GenerateCSR goes. @throws HwctlError `unsupported` where it is not offered */
export function csrTarget(bmc: RedfishClient): Promise<string> {
  return actionOf(bmc, '#CertificateService.GenerateCSR', 'certificate signing request')
}

/**
 * POST #CertificateService.GenerateCSR. @returns the request, PEM
 * @throws HwctlError `malformed` where there is no request in the answer
 */
export async function generateCsr(bmc: RedfishClient, target: string, body: JsonObject): Promise<string> {
  const answer = await invoke(bmc, { operation: 'generate_csr', target, body })
  const csr = textAt(answer, 'CSRString')
  if (csr === undefined) throw malformed(bmc.session.rest, target, 'no CSRString in the answer')
  return csr
}

/** Where #CertificateService.ReplaceCertificate goes. @throws HwctlError `unsupported` where it is not offered */
export function replaceTarget(bmc: RedfishClient): Promise<string> {
  return actionOf(bmc, '#CertificateService.ReplaceCertificate', 'replacing the certificate')
}

/** POST #CertificateService.ReplaceCertificate; there may be a key in the PEM text, so that no trace shows it. */
export async function postReplaceCertificate(
  bmc: RedfishClient,
  target: string,
  { path, pem }: { readonly path: string; readonly pem: string },
): Promise<void> {
  const body = { CertificateString: pem, CertificateType: 'PEM', CertificateUri: { '@odata.id': path } }
  const shownBody = { ...body, CertificateString: 'xxxxxx' }
  await invoke(bmc, { operation: 'replace_certificate', target, body, shownBody })
}

const OPERATION = 'get_certificates'

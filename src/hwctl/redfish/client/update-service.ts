import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { RestAnswer } from '../../../rest/request.ts'
import type { Upload } from '../../../rest/upload.ts'
import { checkWrite } from './errors.ts'
import { actionTarget, allowableOf } from './invoke.ts'
import { ifThere } from './memory.ts'
import { isObject, type JsonObject, numberOf, objectAt, objectsAt, textAt } from './property.ts'
import { type RedfishClient, readObject } from './resource.ts'
import { getServiceRoot } from './service-root.ts'
import { startedTask } from './update-task.ts'

/** When an update is applied: at once, or at the next start of what it is for (DSP2046, OperationApplyTime). */
export type ApplyTime = 'Immediate' | 'OnReset'

/** What a service offers to bring firmware to it. */
export interface UpdateService {
  /** Where a form with a file in it goes. */
  readonly multipartUri: string | undefined
  /** Where a bare file goes. */
  readonly pushUri: string | undefined
  /** Where to have a file fetched, and over which protocols; `protocols` is undefined where it does not say. */
  readonly fetch: { readonly target: string; readonly protocols: readonly string[] | undefined } | undefined
  /** Undefined where the service does not say when it can apply an update. */
  readonly applyTimes: readonly string[] | undefined
  /** When a bare file, and a form that does not say, is applied. */
  readonly standingApplyTime: string | undefined
  /** The largest file that it takes, in bytes; undefined where it does not say. */
  readonly maxBytes: number | undefined
}

const SIMPLE_UPDATE = '#UpdateService.SimpleUpdate'

/** The update service (DSP2046, UpdateService); undefined where there is none. */
export async function getUpdateService(
  bmc: RedfishClient,
  operation: string,
): Promise<UpdateService | undefined> {
  const { UpdateService: path } = await getServiceRoot(bmc, operation)
  const service = await ifThere(bmc, path, (at) => readObject(bmc, operation, at))
  return service && offered(bmc, operation, service.data)
}

async function offered(bmc: RedfishClient, operation: string, data: JsonObject): Promise<UpdateService> {
  const target = data.ServiceEnabled === false ? undefined : actionTarget(data, SIMPLE_UPDATE)
  const pushOptions = objectAt(objectAt(data, 'HttpPushUriOptions'), 'HttpPushUriApplyTime')
  const isEnabled = data.ServiceEnabled !== false
  const protocols = target === undefined ? undefined : await protocolsOf(bmc, operation, data)
  return {
    multipartUri: isEnabled ? textAt(data, 'MultipartHttpPushUri') : undefined,
    pushUri: isEnabled ? textAt(data, 'HttpPushUri') : undefined,
    fetch: target === undefined ? undefined : { target, protocols },
    applyTimes: applyTimesIn(data),
    standingApplyTime: textAt(pushOptions, 'ApplyTime'),
    maxBytes: numberOf(data.MaxImageSizeBytes) ?? undefined,
  }
}

/** The protocols stand in the action, or in its ActionInfo. */
async function protocolsOf(
  bmc: RedfishClient,
  operation: string,
  data: JsonObject,
): Promise<readonly string[] | undefined> {
  const direct = allowableOf(data, SIMPLE_UPDATE, 'TransferProtocol')
  const info = textAt(objectAt(objectAt(data, 'Actions'), SIMPLE_UPDATE), '@Redfish.ActionInfo')
  if (direct || info === undefined) return direct
  const read = await ifThere(bmc, info, (at) => readObject(bmc, operation, at))
  const parameters = read ? objectsAt(read.data, 'Parameters') : []
  const protocol = parameters.find((one) => textAt(one, 'Name') === 'TransferProtocol')
  return strings.safeParse(protocol?.AllowableValues).data
}

const strings = z.array(z.string())

/** Services hang what they support on the action, on the address or on the service itself. */
function applyTimesIn(data: JsonObject): readonly string[] | undefined {
  const name = '@Redfish.OperationApplyTimeSupport'
  const places = [
    objectAt(data, `MultipartHttpPushUri${name}`),
    objectAt(data, name),
    objectAt(objectAt(objectAt(data, 'Actions'), SIMPLE_UPDATE), name),
  ]
  for (const place of places) {
    const values = strings.safeParse(place.SupportedValues).data
    if (values) return values
  }
  return undefined
}

/** A file for the service, and what is to become of it. */
export interface Push extends Upload {
  /** Without its folder. */
  readonly name: string
  readonly targets: readonly string[]
  readonly applyTime: ApplyTime | undefined
}

/**
 * POST to MultipartHttpPushUri (DSP0266 12.8.2), or to HttpPushUri where there is only that. Never sent twice.
 * @returns where the task is that goes on with it; undefined where there is none
 * @throws HwctlError `bmc`, `malformed`
 */
export async function pushFile(
  bmc: RedfishClient,
  uri: { readonly multipart: string } | { readonly bare: string },
  { name, targets, applyTime, path, bytes, sent }: Push,
): Promise<string | undefined> {
  const parameters = {
    ...(targets.length > 0 && { Targets: targets }),
    ...(applyTime && { '@Redfish.OperationApplyTime': applyTime }),
  }
  const isForm = 'multipart' in uri
  const upload = { path, bytes, sent, ...(isForm && { form: formAround(name, parameters) }) }
  const answer = await bmc.session.request({
    operation: 'upload_firmware',
    method: 'POST',
    path: isForm ? uri.multipart : uri.bare,
    upload,
    signal: bmc.signal,
  })
  return taken(bmc, answer)
}

function formAround(name: string, parameters: JsonObject): NonNullable<Upload['form']> {
  const boundary = `hwctl-${randomBytes(16).toString('hex')}`
  const part = (headers: readonly string[]) => `--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`
  const fileName = name.replace(/[^\w.-]/g, '_')
  const head = [
    part(['Content-Disposition: form-data; name="UpdateParameters"', 'Content-Type: application/json']),
    `${JSON.stringify(parameters)}\r\n`,
    part([
      `Content-Disposition: form-data; name="UpdateFile"; filename="${fileName}"`,
      'Content-Type: application/octet-stream',
    ]),
  ]
  const type = `multipart/form-data; boundary=${boundary}`
  return { head: head.join(''), tail: `\r\n--${boundary}--\r\n`, type }
}

/** A file for the service to fetch. */
export interface Fetching {
  readonly uri: string
  readonly protocol: string
  readonly targets: readonly string[]
  readonly applyTime: ApplyTime | undefined
}

/** POST `#UpdateService.SimpleUpdate`. Never sent twice. @returns and @throws as `pushFile` */
export async function simpleUpdate(
  bmc: RedfishClient,
  target: string,
  { uri, protocol, targets, applyTime }: Fetching,
): Promise<string | undefined> {
  const body = {
    ImageURI: uri,
    TransferProtocol: protocol,
    ...(targets.length > 0 && { Targets: targets }),
    ...(applyTime && { '@Redfish.OperationApplyTime': applyTime }),
  }
  const request = { operation: 'update_firmware', method: 'POST', path: target, body } as const
  return taken(bmc, await bmc.session.request({ ...request, signal: bmc.signal }))
}

function taken(bmc: RedfishClient, answer: RestAnswer): string | undefined {
  checkWrite(bmc.session.rest, answer)
  return startedTask(answer.headers.location, isObject(answer.json) ? answer.json : {})
}

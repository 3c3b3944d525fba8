import { basename } from 'node:path'
import { HwctlError } from '../../core/errors.ts'
import { type FileServer, serveFile } from '../flows/file-server.ts'
import { wholePercents } from '../flows/whole-percents.ts'
import type { FirmwareFile } from '../managers/flash.ts'
import type { RedfishClient } from './client/resource.ts'
import {
  type ApplyTime,
  getUpdateService,
  pushFile,
  simpleUpdate,
  type UpdateService,
} from './client/update-service.ts'

/** How a file is to be brought to a BMC. */
export interface Sending {
  readonly applyTime: ApplyTime | undefined
  readonly targets: readonly string[]
  sent(bytes: number): void
}

/** Brings files to one BMC: sent where it takes them, else fetched by it from a server that lasts as long as this. */
export class FileSender {
  readonly #bmc: RedfishClient
  readonly #servers: FileServer[] = []

  constructor(bmc: RedfishClient) {
    this.#bmc = bmc
  }

  /** @returns the path of the task that goes on with the file. @throws HwctlError `unsupported`, `firmware` refused, `bmc` */
  async send(file: Pick<FirmwareFile, 'name' | 'path' | 'bytes'>, how: Sending): Promise<string | undefined> {
    const service = await updateService(this.#bmc)
    refuseLarge(file, service)
    const { path, bytes } = file
    const { multipartUri, pushUri } = service
    const push = { ...how, path, bytes, name: basename(path), sent: wholePercents(bytes, how.sent) }
    if (multipartUri !== undefined) return pushFile(this.#bmc, { multipart: multipartUri }, push)
    if (pushUri !== undefined) return pushFile(this.#bmc, { bare: pushUri }, push)
    const { target, protocol } = fetching(service, 'https:')
    const server = await serveFile(push, this.#bmc.session.rest.endpoint.host)
    this.#servers.push(server)
    return simpleUpdate(this.#bmc, target, { ...how, uri: server.uri, protocol })
  }

  /** Has the BMC fetch a file from where the operator has it. @returns and @throws as `send` */
  async fetch(uri: string, how: Omit<Sending, 'sent'>): Promise<string | undefined> {
    const service = await updateService(this.#bmc)
    const { target, protocol } = fetching(service, uri)
    return simpleUpdate(this.#bmc, target, { ...how, uri, protocol })
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()))
  }
}

/** @throws HwctlError `unsupported` where firmware cannot be brought to a BMC at all */
export async function updateService(bmc: RedfishClient): Promise<UpdateService> {
  const service = await getUpdateService(bmc, 'get_update_service')
  const { multipartUri, pushUri, fetch } = service ?? {}
  if (!service || (multipartUri === undefined && pushUri === undefined && !fetch))
    throw new HwctlError({ kind: 'unsupported', what: 'an update of firmware over redfish' })
  return service
}

function refuseLarge({ name, bytes }: Pick<FirmwareFile, 'name' | 'bytes'>, { maxBytes }: UpdateService) {
  if (maxBytes === undefined || maxBytes === 0 || bytes <= maxBytes) return
  const detail = `it has ${bytes} bytes, and the BMC takes ${maxBytes} at most; nothing was sent`
  throw new HwctlError({ kind: 'firmware', problem: 'refused', what: name, detail })
}

/** Where the BMC is told to fetch a file. @throws HwctlError `unsupported` where it does not, or not over what the URI names */
export function fetching({ fetch }: UpdateService, uri: string) {
  const protocol = uri.slice(0, uri.indexOf(':')).toUpperCase()
  const what = `firmware fetched over ${protocol}`
  if (!fetch) throw new HwctlError({ kind: 'unsupported', what })
  if (fetch.protocols && !fetch.protocols.includes(protocol))
    throw new HwctlError({ kind: 'unsupported', what, offered: fetch.protocols })
  return { target: fetch.target, protocol }
}

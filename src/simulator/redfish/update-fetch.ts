import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import type { BmcReply } from '../message.ts'
import { type ReceivedUpload, readUpload } from '../upload-body.ts'
import { problem } from './problem.ts'
import type { Visit } from './resource.ts'
import { updateTask } from './update-task.ts'

/** Fetches a file, from a loopback address only, as this is a simulation; whatever comes of it is told by the task. */
export function fetchUpdate(
  { bmc, traits }: Visit,
  { uri, applyTime }: { readonly uri: string; readonly applyTime: unknown },
): BmcReply {
  const url = URL.parse(uri)
  if (!url?.hostname.startsWith('127.') || !/^https?:$/.test(url.protocol))
    return traits.error(400, problem('PropertyValueFormatError', uri, 'ImageURI'))
  const update = bmc.updates.expect(typeof applyTime === 'string' ? applyTime : undefined)
  const failed = (reason: string) => bmc.updates.failed(update, reason)
  const taken = (upload: ReceivedUpload) => {
    const id = bmc.firmware.upload(upload.manifest, upload.bytes)
    const image = id === undefined ? undefined : bmc.firmware.images.get(id)
    if (image) bmc.updates.arrived(update, image)
    else failed('The file cannot be used.')
  }
  const answered = (answer: IncomingMessage) => {
    if (answer.statusCode === 200) return readUpload(answer, () => false, taken)
    answer.resume()
    failed(`The server of the file answered ${answer.statusCode}.`)
  }
  const options = { localAddress: bmc.address, agent: false, timeout: 10_000 }
  const request =
    url.protocol === 'https:'
      ? getHttps(url, { ...options, rejectUnauthorized: false }, answered)
      : getHttp(url, options, answered)
  request.on('timeout', () => request.destroy(new Error('timeout')))
  request.on('error', ({ message }) => failed(message))
  const location = `/redfish/v1/TaskService/Tasks/${update.id}`
  return { status: 202, headers: { location }, body: updateTask(bmc, update.id) ?? {} }
}

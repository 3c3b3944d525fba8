import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { Family } from '../model.ts'
import type { ReceivedUpload } from '../upload-body.ts'
import { FAMILY_TRAITS } from './families.ts'
import type { FamilyTraits } from './family-traits.ts'
import { INVENTORY } from './firmware-inventory.ts'
import { problem } from './problem.ts'
import { link, type ResourceTree, type Visit } from './resource.ts'
import { fetchUpdate } from './update-fetch.ts'
import { updateTask } from './update-task.ts'

const SERVICE = '/redfish/v1/UpdateService'
const SIMPLE_UPDATE = `${SERVICE}/Actions/UpdateService.SimpleUpdate`

/** True for what is sent to the place of firmware files. */
export function isPush(family: Family, path: string): boolean {
  const { pushUri, multipartUri } = FAMILY_TRAITS[family].firmware
  return path === pushUri || path === multipartUri
}

/** The update service: where files are sent to, or fetched from. */
export function updateService(traits: FamilyTraits): ResourceTree {
  const { listed, pushUri, multipartUri, fetches } = traits.firmware
  if (!listed) return {}
  const push = { create: (visit: Visit) => received(visit, visit.request.upload) }
  return {
    [SERVICE]: { show: () => shown(traits) },
    ...(pushUri && { [pushUri]: push }),
    ...(multipartUri && { [multipartUri]: push }),
    ...(fetches && { [SIMPLE_UPDATE]: { create: simpleUpdate } }),
  }
}

function shown({ firmware }: FamilyTraits): JsonObject {
  const { pushUri, multipartUri, fetches, applyTimes } = firmware
  return {
    ...link(SERVICE),
    '@odata.type': '#UpdateService.v1_11_1.UpdateService',
    ...(fetches && {
      Actions: {
        '#UpdateService.SimpleUpdate': {
          ...(applyTimes && { '@Redfish.OperationApplyTimeSupport': { SupportedValues: applyTimes } }),
          'TransferProtocol@Redfish.AllowableValues': fetches,
          target: SIMPLE_UPDATE,
        },
      },
    }),
    FirmwareInventory: link(INVENTORY),
    ...(pushUri && {
      HttpPushUri: pushUri,
      HttpPushUriOptions: { HttpPushUriApplyTime: { ApplyTime: 'OnReset' } },
    }),
    Id: 'UpdateService',
    MaxImageSizeBytes: 419430400,
    ...(multipartUri && { MultipartHttpPushUri: multipartUri }),
    Name: 'Update Service',
    ServiceEnabled: true,
  }
}

/** Takes a file: 202 with the task that writes it. bmcweb takes one target, the BMC itself. */
function received({ bmc, traits }: Visit, upload: ReceivedUpload | undefined): BmcReply {
  const parameters = asObject(upload?.parameters) ?? {}
  const targets = parameters.Targets
  const isWrongTarget = Array.isArray(targets) && targets.some((one) => one !== managerPath(traits))
  if (isWrongTarget && !traits.firmware.restartsItself)
    return traits.error(400, problem('PropertyValueNotInList', String(targets), 'Targets'))
  const id = bmc.firmware.upload(upload?.manifest, upload?.bytes ?? 0)
  const image = id === undefined ? undefined : bmc.firmware.images.get(id)
  if (!image) {
    const args = ['UpdateService', 'Version', upload?.manifest?.version ?? 'unknown'] as const
    return traits.error(400, problem('ResourceAlreadyExists', ...args))
  }
  const applyTime = parameters['@Redfish.OperationApplyTime']
  const update = bmc.updates.expect(typeof applyTime === 'string' ? applyTime : undefined)
  bmc.updates.arrived(update, image)
  const location = `/redfish/v1/TaskService/Tasks/${update.id}`
  return { status: 202, headers: { location }, body: updateTask(bmc, update.id) ?? {} }
}

function managerPath({ manager }: FamilyTraits): string {
  return `/redfish/v1/Managers/${manager}`
}

/** Answers when the file has come, as this is a simulation; real services answer before. */
function simpleUpdate(visit: Visit): BmcReply {
  const { traits, request } = visit
  const sent = asObject(jsonBody(request))
  const uri = sent?.ImageURI
  if (typeof uri !== 'string')
    return traits.error(400, problem('ActionParameterMissing', 'UpdateService.SimpleUpdate', 'ImageURI'))
  return fetchUpdate(visit, { uri, applyTime: sent?.['@Redfish.OperationApplyTime'] })
}

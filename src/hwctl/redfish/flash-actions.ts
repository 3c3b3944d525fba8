import { HwctlError } from '../../core/errors.ts'
import type { FlashActions } from '../flows/flash.ts'
import type { FlashRun } from '../flows/flash-check.ts'
import type { FirmwareImage, FirmwareList } from '../managers/flash.ts'
import { clearDumps, dumpService } from './client/dump-service.ts'
import { inTurn } from './client/in-turn.ts'
import { getManagerObject } from './client/manager.ts'
import type { RedfishClient } from './client/resource.ts'
import { deleteImage } from './client/software-inventory.ts'
import type { ApplyTime } from './client/update-service.ts'
import { readUpdateTask, taskPaths, type UpdateTask } from './client/update-task.ts'
import { type FileSender, updateService } from './file-sender.ts'
import { firmwareList } from './firmware-list.ts'
import { actionsOf, bmcActionsOf } from './power.ts'
import type { StartedTasks } from './started-tasks.ts'

/** What brings firmware to a node: the BMC, who sends to it, and the tasks that were started. */
export interface Bringer {
  readonly bmc: RedfishClient
  readonly sender: FileSender
  readonly tasks: StartedTasks<FlashRun>
}

/**
 * What flashing asks of a Redfish service whose firmware comes as OpenBMC's tars: bmcweb writes what it was sent at once, and it
 * runs from the next start on, which is ours to order.
 */
export function flashActions({ bmc, sender, tasks }: Bringer): FlashActions {
  return {
    list: () => listWithTasks(bmc, tasks),
    async upload(file, sent) {
      const before = await taskPaths(bmc)
      const applyTime = await orderedStart(bmc)
      const targets = [(await getManagerObject(bmc, 'upload_firmware')).path]
      const task = await sender.send(file, { applyTime, targets, sent })
      tasks.set(file.version, { before: [...before], ran: {}, ...(task !== undefined && { task }) })
      if (task !== undefined) await refuseFailed(bmc, file.name, task)
    },
    async activate(id) {
      const image = (await firmwareList(bmc)).images.find((one) => one.id === id)
      const task = image && tasks.get(image.version)?.task
      if (image && task !== undefined) await throwFailed(bmc, task, image.version)
      throw byId('activation of an image that is there over redfish')
    },
    bootNext: () => Promise.reject(byId('the order of images over redfish')),
    remove: (id) => deleteImage(bmc, id),
    async clearDumps() {
      const { clear } = await dumpService(bmc, 'clear_dump')
      if (clear === undefined) throw byId('deletion of all dumps over redfish')
      await clearDumps(bmc, clear)
    },
    bmc: bmcActionsOf(bmc),
    power: actionsOf(bmc),
  }
}

function byId(what: string): HwctlError {
  return new HwctlError({ kind: 'unsupported', what })
}

/** A service that can wait for the next start is told to: nothing restarts on its own. */
async function orderedStart(bmc: RedfishClient): Promise<ApplyTime | undefined> {
  const { applyTimes, standingApplyTime } = await updateService(bmc)
  return applyTimes?.includes('OnReset') || standingApplyTime !== undefined ? 'OnReset' : undefined
}

/** The list, with the per cent of what is being written, which the tasks know; those of images alone that are listed. */
async function listWithTasks(bmc: RedfishClient, tasks: StartedTasks<FlashRun>): Promise<FirmwareList> {
  const { images, tellsRunning } = await firmwareList(bmc)
  const told = await inTurn(images, (image) => withPercent(bmc, image, tasks))
  return { images: told, tellsRunning }
}

async function withPercent(
  bmc: RedfishClient,
  image: FirmwareImage,
  tasks: StartedTasks<FlashRun>,
): Promise<FirmwareImage> {
  const path = image.state === 'activating' ? tasks.get(image.version)?.task : undefined
  const { percent } = path === undefined ? {} : await readUpdateTask(bmc, path)
  return percent === undefined ? image : { ...image, percent }
}

/** A file that cannot be used has a task that failed at once, and no image. */
async function refuseFailed(bmc: RedfishClient, file: string, path: string): Promise<void> {
  const task = await readUpdateTask(bmc, path)
  if (task.standing !== 'failed' || (task.percent ?? 0) > 0) return
  throw new HwctlError({ kind: 'firmware', problem: 'refused', what: file, detail: `task ${saidOf(task)}` })
}

async function throwFailed(bmc: RedfishClient, path: string, version: string): Promise<void> {
  const task = await readUpdateTask(bmc, path)
  if (task.standing === 'failed') throw notWritten(task, version)
}

/** What a task that failed is. */
export function notWritten(task: UpdateTask, what: string, percent = task.percent): HwctlError {
  const facts = { kind: 'firmware', problem: 'not-activated', what, detail: saidOf(task) } as const
  return new HwctlError({ ...facts, ...(percent !== undefined && { percent }) })
}

function saidOf({ state, text }: UpdateTask): string {
  return text === '' ? state : `${state}: ${text}`
}

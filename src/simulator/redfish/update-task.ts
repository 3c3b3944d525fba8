import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import { link } from './resource.ts'
import type { Update } from './updates.ts'

const TASKS = '/redfish/v1/TaskService/Tasks'

/** Where the tasks of updates are. */
export function updateTaskPaths({ updates }: SimulatedBmc): readonly string[] {
  return updates.all.map(({ id }) => `${TASKS}/${id}`)
}

/** The task of an update; undefined for other tasks. */
export function updateTask({ updates }: SimulatedBmc, id: string): JsonObject | undefined {
  const update = updates.all.find((one) => one.id === id)
  if (!update) return undefined
  const { state, message } = standing(update)
  return {
    ...link(`${TASKS}/${id}`),
    '@odata.type': '#Task.v1_4_3.Task',
    Id: id,
    Messages: message === undefined ? [] : [{ Message: message, MessageId: `Update.1.0.${state}` }],
    Name: `Task ${id}`,
    PercentComplete: state === 'Completed' ? 100 : (update.image?.progress ?? 0),
    TaskState: state,
    TaskStatus: state === 'Exception' ? 'Warning' : 'OK',
  }
}

function standing({ image, isStaged, failure }: Update): {
  readonly state: string
  readonly message?: string
} {
  if (failure !== undefined) return { state: 'Exception', message: failure }
  if (!image) return { state: 'Running' }
  if (isStaged) return { state: 'Pending', message: 'The update waits for the next start of the server.' }
  switch (image.activation) {
    case 'Active':
      return { state: 'Completed', message: 'The update has completed.' }
    case 'Failed':
    case 'Invalid':
      return { state: 'Exception', message: `Writing of ${image.version} failed.` }
    default:
      return { state: 'Running' }
  }
}

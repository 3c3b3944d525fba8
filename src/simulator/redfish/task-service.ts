import type { SimulatedBmc } from '../bmc.ts'
import { dumpTask } from './dump-service.ts'
import { collection, link, type ResourceTree } from './resource.ts'
import { updateTask, updateTaskPaths } from './update-task.ts'

const SERVICE = '/redfish/v1/TaskService'
const TASKS = `${SERVICE}/Tasks`

/** The task service: every power action is a task, and the last of them runs for as long as the machine is on its way. */
export const TASK_SERVICE: ResourceTree = {
  [SERVICE]: {
    show: () => ({
      ...link(SERVICE),
      '@odata.type': '#TaskService.v1_1_4.TaskService',
      Id: 'TaskService',
      Name: 'Task Service',
      ServiceEnabled: true,
      Tasks: link(TASKS),
    }),
  },
  [TASKS]: {
    show: ({ bmc }) => {
      const last = tasks(bmc)
      const paths = [...(last === 0 ? [] : [`${TASKS}/${last}`]), ...updateTaskPaths(bmc)]
      return collection(TASKS, 'Task', 'Task Collection', paths)
    },
  },
  [`${TASKS}/*`]: {
    show: ({ bmc, traits, id }) => {
      const made = dumpTask({ bmc, traits }, id) ?? updateTask(bmc, id)
      if (made) return made
      const number = Number(id)
      if (!Number.isInteger(number) || number < 1 || number > tasks(bmc)) return undefined
      const isRunning = number === tasks(bmc) && bmc.machine.isMoving
      return {
        ...link(`${TASKS}/${number}`),
        '@odata.type': '#Task.v1_4_2.Task',
        Id: id,
        Name: `Task ${id}`,
        PercentComplete: isRunning ? 50 : 100,
        TaskState: isRunning ? 'Running' : 'Completed',
        TaskStatus: 'OK',
      }
    },
  },
}

function tasks({ seen, resetMakesTask }: SimulatedBmc): number {
  return resetMakesTask ? seen.powerActionCount : 0
}

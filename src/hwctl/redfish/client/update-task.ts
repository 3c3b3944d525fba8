import { jobStateOf } from '../quirks/job-state-in-oem.ts'
import { memberPaths } from './collection.ts'
import { check } from './errors.ts'
import { pathIn } from './location.ts'
import { ifThere } from './memory.ts'
import { isObject, type JsonObject, linkAt, numberOf, objectAt, objectsAt, textAt } from './property.ts'
import { type RedfishClient, readIfThere, readObject, SERVICE_ROOT } from './resource.ts'

/** How far a task or job that writes firmware is. */
export interface UpdateTask {
  /** waiting: it goes on with the next start of the host. gone: the service has forgotten it, as one does that has restarted. */
  readonly standing: 'runs' | 'waiting' | 'completed' | 'failed' | 'gone'
  /** The service's own word. */
  readonly state: string
  readonly percent: number | undefined
  /** What the service says of it, as one text; empty where it says nothing. */
  readonly text: string
}

/** TaskState and JobState (DSP2046, Task and Job), and Dell's own states of jobs. */
const STANDINGS: Readonly<Record<string, UpdateTask['standing']>> = {
  Completed: 'completed',
  Exception: 'failed',
  Killed: 'failed',
  Cancelled: 'failed',
  Failed: 'failed',
  CompletedWithErrors: 'failed',
  RebootFailed: 'failed',
  Pending: 'waiting',
  Scheduled: 'waiting',
}

/** GET of a task, of its monitor or of a job. @throws HwctlError `bmc` */
export async function readUpdateTask(bmc: RedfishClient, path: string): Promise<UpdateTask> {
  const request = { operation: 'get_update_task', method: 'GET', path, signal: bmc.signal } as const
  const answer = await bmc.session.request(request)
  if (answer.status === 404) return { standing: 'gone', state: 'gone', percent: undefined, text: '' }
  check(bmc.session.rest, answer)
  const data = isObject(answer.json) ? answer.json : {}
  const state = stateOf(data) ?? (answer.status === 202 ? 'Running' : 'Completed')
  return {
    standing: (Object.hasOwn(STANDINGS, state) ? STANDINGS[state] : undefined) ?? 'runs',
    state,
    percent: numberOf(data.PercentComplete) ?? undefined,
    text: textsOf(data).join(' '),
  }
}

function stateOf(data: JsonObject): string | undefined {
  return jobStateOf(data) ?? textAt(data, 'TaskState') ?? textAt(data, 'JobState')
}

function textsOf(data: JsonObject): readonly string[] {
  const texts = objectsAt(data, 'Messages').flatMap(
    (one) => textAt(one, 'Message') ?? textAt(one, 'MessageId') ?? [],
  )
  return texts.length > 0 ? [...new Set(texts)] : [textAt(data, 'Message') ?? []].flat()
}

/** Where the task is that an answer names: its body is the task, whose own address tells more than its monitor's (DSP0266 12.2). */
export function startedTask(location: unknown, body: JsonObject): string | undefined {
  const isTask = textAt(body, 'TaskState') !== undefined || textAt(body, 'JobState') !== undefined
  const own = isTask ? textAt(body, '@odata.id') : undefined
  return own ?? (typeof location === 'string' ? pathIn(location) : undefined)
}

/** The paths of all tasks that a service knows; none where it has no task service. */
export async function taskPaths(bmc: RedfishClient): Promise<readonly string[]> {
  const operation = 'list_tasks'
  const { data } = await readObject(bmc, operation, SERVICE_ROOT)
  const service = await ifThere(bmc, linkAt(data, 'Tasks'), (path) => readObject(bmc, operation, path))
  const tasks = service && linkAt(service.data, 'Tasks')
  return (await ifThere(bmc, tasks, (path) => memberPaths(bmc, operation, path))) ?? []
}

/** The latest of these tasks that may be an update: one whose payload (DSP2046, Task.Payload) says that it is something else is none. */
export async function updateAmong(bmc: RedfishClient, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths.toReversed()) {
    const task = await readIfThere(bmc, 'get_update_task', path)
    const target = task && textAt(objectAt(task.data, 'Payload'), 'TargetUri')
    if (task && (target === undefined || /update/i.test(target))) return path
  }
  return undefined
}

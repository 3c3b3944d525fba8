import { type Look, until } from '../../core/poll.ts'
import { patiently } from '../flows/patience.ts'
import type { FirmwareImage, FirmwareList, FlashedImage } from '../managers/flash.ts'
import { lastSegment } from './client/system.ts'
import type { ApplyTime } from './client/update-service.ts'
import { readUpdateTask, taskPaths, type UpdateTask } from './client/update-task.ts'
import { firmwareList } from './firmware-list.ts'
import { type Bringer, notWritten } from './flash-actions.ts'
import type { SentFile } from './started-tasks.ts'

/** A file of a vendor's own kind, wherever it comes from. */
export interface UpdateSource {
  /** As the operator named it. */
  readonly name: string
  /** What tells it from other files in a checkpoint. */
  readonly key: string
  /** Brings it to the BMC, once. @returns the path of its task */
  send(): Promise<string | undefined>
}

/** Writing takes a BMC minutes, and some of them restart on the way: half an hour is enough for all. */
const TASK_PACE = { firstMs: 300, everyMs: 5000, forMs: 1_800_000 }

/** So long, in milliseconds, a BMC that answers may take until its list tells of what was written. */
const TELL_MS = 60_000

/**
 * Brings one file to a BMC that knows what it is for, follows its task to the end, and tells which version has changed. What an
 * earlier run has sent is followed, and not sent again.
 */
export async function updateFile(
  bringer: Bringer,
  source: UpdateSource,
  applyTime: ApplyTime | undefined,
): Promise<FlashedImage> {
  const { bmc, tasks } = bringer
  const { target } = tasks
  const { sent, uploaded } = await sentOnce(bringer, source)
  if (applyTime !== 'OnReset') bmc.session.expectLoss()
  const task = sent.task
  if (task !== undefined) target.note({ said: 'task-started', file: source.name, task: lastSegment(task) })
  const end = task === undefined ? undefined : await followed(bringer, source.name, task)
  const id = task === undefined ? source.name : lastSegment(task)
  const result = { id, version: source.name, purpose: 'other', uploaded } as const
  if (end?.standing === 'waiting') {
    target.note({ said: 'waits-for-start', file: source.name, task: id })
    return { ...result, state: 'pending' }
  }
  target.progress({ phase: 'checking versions' })
  const changes = await changed(bringer, sent.ran)
  for (const { image, from } of changes)
    target.note({ said: 'changed', purpose: image.reported.purpose, from, to: image.version })
  const [first] = changes
  if (!first) target.note({ said: 'taken', file: source.name })
  if (!first) return { ...result, state: 'taken' }
  const { image } = first
  return { id: image.id, version: image.version, purpose: image.purpose, uploaded, state: 'running' }
}

/** What is known of a file that is on the BMC, sent now where it was not sent before. */
async function sentOnce(
  { bmc, tasks }: Bringer,
  { key, send }: UpdateSource,
): Promise<{ readonly sent: SentFile; readonly uploaded: boolean }> {
  const known = tasks.get(key)
  if (known?.task !== undefined) return { sent: known, uploaded: true }
  const before = await taskPaths(bmc)
  const [fresh] = known ? before.filter((path) => !known.before.includes(path)).slice(-1) : []
  if (known && fresh !== undefined) {
    const found = { ...known, task: fresh }
    tasks.set(key, found)
    return { sent: found, uploaded: true }
  }
  const sending = { before: [...before], ran: known?.ran ?? running(await firmwareList(bmc)) }
  tasks.set(key, sending)
  const task = await send()
  const sent = { ...sending, ...(task !== undefined && { task }) }
  tasks.set(key, sent)
  return { sent, uploaded: true }
}

/** Follows a task until it has ended, waits for a start, or is forgotten. @throws HwctlError `firmware` not-activated */
function followed({ bmc, tasks: { target } }: Bringer, file: string, path: string): Promise<UpdateTask> {
  let told: number | undefined
  const look = async (): Promise<Look<UpdateTask>> => {
    const task = await readUpdateTask(bmc, path)
    const { standing, state, percent } = task
    if (standing === 'failed') throw notWritten(task, file, percent ?? told)
    if (standing !== 'runs') return { done: true, value: task }
    if (percent !== undefined && percent !== told) {
      told = percent
      target.progress({ phase: 'writing firmware', done: percent, total: 100, unit: 'percent' })
      target.note({ said: 'percent', version: file, percent })
    }
    return { done: false, seen: state }
  }
  const wait = { sent: `update ${file}`, waitingFor: 'Completed', pace: TASK_PACE, signal: target.signal }
  return until(() => patiently(look), wait)
}

interface Change {
  readonly image: FirmwareImage
  readonly from: string
}

/** What runs now and did not before; a BMC that is away, or has not been back for long, is waited for. */
function changed({ bmc, tasks: { target } }: Bringer, ran: SentFile['ran']): Promise<readonly Change[]> {
  let quietSince = performance.now()
  const look = async (): Promise<Look<readonly Change[]>> => {
    const list = await firmwareList(bmc)
    const changes = list.images.flatMap((image) => {
      const from = ran[nameOf(image)]
      return image.running && from !== undefined && from !== image.version ? [{ image, from }] : []
    })
    const isTime = performance.now() - quietSince > TELL_MS
    return changes.length > 0 || isTime ? { done: true, value: changes } : { done: false, seen: 'unchanged' }
  }
  const patient = async () => {
    const seen = await patiently(look)
    if (!seen.done && seen.seen !== 'unchanged') quietSince = performance.now()
    return seen
  }
  const wait = { sent: 'update', waitingFor: 'another version', pace: TASK_PACE, signal: target.signal }
  return until(patient, wait)
}

function running({ images }: FirmwareList): Record<string, string> {
  return Object.fromEntries(
    images.filter((one) => one.running).map((one) => [nameOf(one), one.version] as const),
  )
}

/** What an image is for; several of the same purpose cannot be told apart by ids, which have the version in them. */
function nameOf({ reported }: FirmwareImage): string {
  return reported.purpose
}

import { z } from 'zod'
import { checkWrite } from './errors.ts'
import { isObject, type JsonObject, objectAt, textAt } from './property.ts'
import type { RedfishClient } from './resource.ts'
import { awaitTask } from './task.ts'

/** Where a resource takes an action; undefined where it does not offer it. */
export function actionTarget(resource: JsonObject, action: `#${string}`): string | undefined {
  return textAt(objectAt(objectAt(resource, 'Actions'), action), 'target')
}

const strings = z.array(z.string())

/** The values that an action takes for a parameter; undefined where the resource itself does not say. */
export function allowableOf(
  resource: JsonObject,
  action: `#${string}`,
  parameter: string,
): readonly string[] | undefined {
  const values = objectAt(objectAt(resource, 'Actions'), action)[`${parameter}@Redfish.AllowableValues`]
  return strings.safeParse(values).data
}

/** An action to send. */
export interface Invocation {
  /** What it is for, in a word; traces show it. */
  readonly operation: string
  readonly target: string
  readonly body: unknown
  /** What traces show in place of `body`, where that has a secret in it. */
  readonly shownBody?: unknown
}

/**
 * Sends an action, once, and follows its task to the end.
 * @returns the body of the answer, an empty object where there is none
 * @throws HwctlError `bmc`, `malformed`, `deadline`
 */
export async function invoke(bmc: RedfishClient, { target, ...request }: Invocation): Promise<JsonObject> {
  const answer = await bmc.session.request({
    ...request,
    method: 'POST',
    path: target,
    signal: bmc.signal,
  })
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, request.operation, answer)
  return isObject(answer.json) ? answer.json : {}
}

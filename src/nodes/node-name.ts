import type { NodeName } from '../core/node.ts'
import { mistake } from './mistake.ts'

/** The group that every node is in. */
export const EVERY_NODE = 'all'

/** Longest name of a node or group. */
export const MAX_NAME_LENGTH = 255

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const ALLOWED = 'letters, digits, ".", "_" and "-", beginning with a letter or a digit'

/** Why a text cannot be the name of a node or group, or undefined when it can. */
export function nameProblem(text: string): string | undefined {
  if (text === EVERY_NODE) return '"all" always means every node and cannot be a name of its own'
  if (text.length > MAX_NAME_LENGTH) return `A name has at most ${MAX_NAME_LENGTH} characters`
  return NAME.test(text) ? undefined : `"${text}" is not a name: allowed are ${ALLOWED}`
}

/** True for a text that can name a node. */
export function isNodeName(text: string): text is NodeName {
  return nameProblem(text) === undefined
}

/** A checked node name; anything else is a mistake of the operator. */
export function nodeName(text: string): NodeName {
  if (isNodeName(text)) return text
  throw mistake(nameProblem(text) ?? text)
}

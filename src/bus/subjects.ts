import { usageError } from '../core/command.ts'

/** What a service node or a pool may be called: a part of NATS subjects, so without dots, blanks and wildcards. */
const NAME = /^[A-Za-z0-9][\w-]{0,62}$/

/** @throws HwctlError `usage` for what cannot be the name of a service node or of a pool */
export function checkedServiceNodeName(text: string): string {
  if (NAME.test(text)) return text
  throw usageError(
    `'${text}' cannot be the name of a service node or a pool: letters, digits, - and _, at most 63, beginning with a letter or a digit`,
  )
}

/** Who is there: every service node answers by saying that it is alive. */
export const WHO = 'hwctl.who'

/** Everything for one service node; it alone may listen there. */
export function toServiceNode(name: string): string {
  return `hwctl.sn.${name}.in`
}

/** Everything that a service node says; it alone may say it. */
export function fromServiceNode(name: string, to: string): string {
  return `hwctl.from.${name}.${to}`
}

/** What service nodes say to all brokers: that they are alive. */
export const ALIVE = 'alive'

/** The name of the service node that a subject `hwctl.from.NAME.…` is of. */
export function senderOf(subject: string): string {
  return subject.split('.')[2] ?? ''
}

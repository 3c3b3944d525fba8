import type { View } from '../../core/command.ts'
import type { RunEvent } from '../../core/event.ts'
import type { NodeName } from '../../core/node.ts'
import { errorText } from '../error-text.ts'
import { printable } from '../printable.ts'
import { debugLine } from './debug-line.ts'
import { MAX_XCAT_FRAME_BYTES } from './frame.ts'
import { pieces } from './pieces.ts'

/** What xCAT's broker shows or logs. Info and warnings carry their node in the text; errors have it beside. */
export interface TextMessage {
  readonly type: 'message'
  readonly msg: {
    readonly type: 'info' | 'info_with_host' | 'warning' | 'error' | 'syslog'
    readonly node?: string
    readonly data: string
  }
}

/** What xCAT's broker writes into its tables. */
export interface DbMessage {
  readonly type: 'db'
  readonly attribute: {
    readonly name: 'status'
    readonly method: 'set'
    readonly type: 'node'
    readonly node: NodeName
    readonly value: string
  }
}

export type XcatMessage = TextMessage | DbMessage

const LENGTH_BYTES = 4

/** An event in xCAT's form; some say nothing there. */
export function messagesOf(event: RunEvent, view: View): XcatMessage[] {
  switch (event.kind) {
    case 'result':
      return infos(event.node, view.result(event.value))
    case 'note':
      return infos(event.node, view.note?.(event.note) ?? [])
    case 'failure':
      return errorMessages(printable(errorText(event.error)), event.node)
    case 'warning':
      return linesOf(event.node, [errorText(event.error)]).flatMap((line) => texts('warning', line))
    case 'trace':
      return texts('info', debugLine(event))
    case 'status':
      return [statusMessage(event.node, event.status)]
    case 'progress':
    case 'checkpoint':
    case 'learned':
    case 'password':
    case 'done':
      return []
  }
}

/** An error; without a node it is about the request as a whole. */
export function errorMessages(text: string, node: string = ''): TextMessage[] {
  return texts('error', text, node)
}

/** A line about the whole request, which xCAT's client shows with the name of the host in front. */
export function hostMessages(text: string): TextMessage[] {
  return texts('info_with_host', printable(text))
}

/** A line for the log of xCAT's host, which no operator sees. */
export function syslogMessages(text: string): TextMessage[] {
  return texts('syslog', text)
}

function infos(node: NodeName | undefined, lines: readonly string[]): TextMessage[] {
  return linesOf(node, lines).flatMap((line) => texts('info', line))
}

function linesOf(node: NodeName | undefined, texts: readonly string[]): string[] {
  const prefix = node === undefined ? '' : `${node}: `
  return texts.flatMap((text) => text.split('\n')).map((line) => prefix + printable(line))
}

function texts(type: TextMessage['msg']['type'], text: string, node?: string): TextMessage[] {
  const message = (data: string): TextMessage => ({
    type: 'message',
    msg: { type, ...(node !== undefined && { node }), data },
  })
  const room = MAX_XCAT_FRAME_BYTES - LENGTH_BYTES - Buffer.byteLength(JSON.stringify(message('')))
  return pieces(text, room).map(message)
}

function statusMessage(node: NodeName, value: string): DbMessage {
  return { type: 'db', attribute: { name: 'status', method: 'set', type: 'node', node, value } }
}

import type { View } from '../core/command.ts'
import type { ErrorFacts } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import { errorText } from './error-text.ts'
import { printable } from './printable.ts'
import { Summary } from './summary.ts'

/** One line for a terminal, and where it goes. */
export interface Line {
  readonly to: 'stdout' | 'stderr'
  readonly text: string
}

/** How a run reads on a terminal: xCAT's lines, one answer a line, errors with the server that had them. */
export function textEdge(view: View, server: string): (event: RunEvent) => readonly Line[] {
  const summary = new Summary(view)
  return (event) => {
    summary.see(event)
    switch (event.kind) {
      case 'result':
        return view.result(event.value).map((text) => out(`${event.node}: ${text}`))
      case 'note':
        return (view.note?.(event.note) ?? []).map((text) =>
          out(event.node ? `${event.node}: ${text}` : text),
        )
      case 'failure':
        return [errorLine('Error', event.error, server, event.node)]
      case 'warning':
        return [errorLine('Warning', event.error, server, event.node)]
      case 'trace':
        return [{ to: 'stderr', text: printable(`${event.node}: ${traceText(event)}`) }]
      case 'status':
      case 'progress':
      case 'checkpoint':
      case 'learned':
      case 'password':
        return []
      case 'done':
        return summary.lines().map((text) => out(`[${server}]: ${text}`))
    }
  }
}

/** xCAT's form of an error: `N: [server]: Error: text` for a node, `Error: [server]: text` for the run. */
export function errorLine(word: 'Error' | 'Warning', error: ErrorFacts, server: string, node?: string): Line {
  const text = printable(errorText(error))
  return {
    to: 'stderr',
    text: node ? `${node}: [${server}]: ${word}: ${text}` : `${word}: [${server}]: ${text}`,
  }
}

function traceText({ operation, sent, answered }: Extract<RunEvent, { kind: 'trace' }>): string {
  if (sent) return `${operation} ${sent.method} ${sent.url}${sent.body === undefined ? '' : ` ${sent.body}`}`
  return `${operation} ${answered?.status ?? ''} ${answered?.reason ?? ''}`.trimEnd()
}

function out(text: string): Line {
  return { to: 'stdout', text: printable(text) }
}

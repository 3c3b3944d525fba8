import { STATUS_CODES } from 'node:http'
import type { Emit } from '../../core/engine-parts.ts'
import type { NodeName, ProtocolName } from '../../core/node.ts'
import type { Tracer } from '../../rest/request.ts'

/** Exchanges with a BMC as `trace` events; what a request masks stays masked. */
export function tracer(node: NodeName, protocol: ProtocolName, emit: Emit): Tracer {
  const event = (operation: string) =>
    ({ kind: 'trace', node, protocol, operation, at: new Date().toISOString() }) as const
  return {
    sent({ operation, method, body, shownBody }, url) {
      const shown = shownBody ?? body
      emit({
        ...event(operation),
        sent: { method, url, ...(shown !== undefined && { body: JSON.stringify(shown) }) },
      })
    },
    answered({ operation }, { status }) {
      emit({ ...event(operation), answered: { status, reason: STATUS_CODES[status] ?? '' } })
    },
  }
}

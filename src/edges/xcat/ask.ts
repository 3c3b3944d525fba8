/** What may be asked of an agent about itself. */
export const ASKS = ['status', 'stop', 'retire'] as const
export type Ask = (typeof ASKS)[number]

/** How an agent stands. */
export interface AgentStatus {
  readonly pid: number
  readonly version: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly requestsServed: number
  readonly requestsRunning: number
  /** Sessions that are open on BMCs, used or kept warm. */
  readonly sessions: number
}

/** The body of a frame that asks an agent about itself. */
export function askBody(ask: Ask): string {
  return JSON.stringify({ hwctl: { ask } })
}

/** What a frame asks of the agent itself; undefined for one that is a request for nodes. */
export function readAsk(body: string): Ask | undefined {
  if (body.length > 100 || !body.includes('"ask"')) return undefined
  try {
    const { hwctl } = JSON.parse(body) as { readonly hwctl?: { readonly ask?: unknown } }
    return ASKS.find((known) => known === hwctl?.ask)
  } catch {
    return undefined
  }
}

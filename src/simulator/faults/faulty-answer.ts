import { writeReply } from '../http-message.ts'
import type { BmcReply } from '../message.ts'
import type { Fault, FaultyVisit } from './fault.ts'

/** Answers a request as a BMC with a fault does, step by step; `serve` is what it would answer without. */
export function answerFaultily(visit: FaultyVisit, serve: () => BmcReply): void {
  const { condition, response } = visit
  const { fault }: { readonly fault: Fault } = condition
  condition.requests++
  const instead = fault.ask?.(visit)
  if (instead === 'no answer') return
  const reply = instead ?? serve()
  const shaped = fault.shape?.(reply, visit) ?? reply
  if (fault.write) fault.write(shaped, visit)
  else writeReply(response, shaped)
}

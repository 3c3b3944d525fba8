import type { Report } from '../../../bus/report.ts'
import { type ErrorFacts, factsOf } from '../../../core/errors.ts'
import type { RunEvent } from '../../../core/event.ts'
import type { ProtocolName } from '../../../core/node.ts'
import { errorText } from '../../../edges/error-text.ts'
import type { PinStore } from '../../../rest/trust.ts'
import type { Member } from './member.ts'
import type { PoolOutcomes } from './pool-outcomes.ts'
import type { PreparedOrders } from './prepared-orders.ts'
import type { Sending } from './sending.ts'

/** Whom reports concern. */
export interface ReportsParts {
  readonly outcomes: PoolOutcomes
  readonly sending: Sending
  readonly prepared: PreparedOrders
  readonly pins: PinStore
}

/** What members of a pool say of a run, heeded as far as it is of nodes that they were sent. */
export class Reports {
  readonly #parts: ReportsParts
  #isBroken = false

  constructor(parts: ReportsParts) {
    this.#parts = parts
  }

  heed(member: Member, report: Report): void {
    const { pins, outcomes } = this.#parts
    switch (report.is) {
      case 'events':
        for (const event of report.events) this.#hear(member, event)
        return
      case 'over':
        for (const node of member.over(report.part)) outcomes.settle(node.name)
        return
      case 'need':
        void this.#prepare(member, report.protocol)
        return
      case 'pin':
        if (member.hasBmc(report.host, report.port)) pins.set(report.host, report.port, report.fingerprint)
        return
      case 'announced-pin':
        if (member.hasBmc(report.host, report.port))
          pins.announce(report.host, report.port, report.fingerprint)
        return
      case 'refused':
        this.#refused(member, report.error)
    }
  }

  #hear(member: Member, event: RunEvent): void {
    const { outcomes, sending } = this.#parts
    if (event.kind === 'done') return
    if (event.node === undefined) {
      if (!this.#isBroken) outcomes.say(event)
    } else if (member.has(event.node)) {
      if (event.kind === 'checkpoint') sending.checkpoints.set(event.node, event.checkpoint)
      if (event.kind !== 'result' && event.kind !== 'failure') outcomes.say(event)
      else if (member.inWork.delete(event.node)) outcomes.tell(event, event.node)
    }
  }

  async #prepare(member: Member, protocol: ProtocolName): Promise<void> {
    const { outcomes, prepared } = this.#parts
    try {
      for (const order of await prepared.found(protocol)) member.say(order)
    } catch (thrown) {
      const error = factsOf(thrown)
      this.#isBroken = true
      if (error.kind !== 'cancelled') outcomes.say({ kind: 'failure', error })
      member.say({ is: 'prepared', protocol })
    }
  }

  #refused(member: Member, error: ErrorFacts): void {
    const about = { kind: 'service-node', serviceNode: member.name, problem: 'refused' } as const
    this.#parts.outcomes.fail(member.takeInWork(), { ...about, reason: errorText(error) })
  }
}

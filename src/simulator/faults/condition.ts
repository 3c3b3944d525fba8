import type { Certificate } from '../certificate.ts'
import type { Fault } from './fault.ts'
import { FAULTS, type FaultKind } from './fault-kinds.ts'
import { type FaultSpec, parsedFault } from './fault-spec.ts'

/** A fault as one BMC has it, with what happened since it began. */
export class Condition {
  readonly kind: FaultKind
  readonly fault: Fault
  /** The number that came with the name, or the fault's own. */
  readonly number: number
  requests = 0
  connections = 0
  /** Shown instead of the BMC's own by faults that change it. */
  certificate: Certificate | undefined
  /** Connections on which a request has been answered. */
  readonly used = new WeakSet<object>()

  /** @throws HwctlError `usage` where there is no such fault */
  constructor(spec: FaultSpec) {
    const { kind, number } = parsedFault(spec)
    this.kind = kind
    this.fault = FAULTS[kind]
    this.number = number ?? this.fault.number?.default ?? 0
  }

  /** The certificate that the latest connection is shown, where it is not the BMC's own. */
  get shownCertificate(): Certificate | undefined {
    const isTime = Math.max(this.connections, 1) >= (this.fault.certificateFrom ?? 1)
    return isTime ? this.certificate : undefined
  }
}

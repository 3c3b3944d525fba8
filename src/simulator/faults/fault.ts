import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SimulatedBmc } from '../bmc.ts'
import type { BmcReply, BmcRequest } from '../message.ts'
import type { Condition } from './condition.ts'

/** The number that may follow a fault's name, as in `slow:5000`. */
export interface FaultNumber {
  readonly means: string
  readonly default: number
}

/** One request at a BMC that has a fault. */
export interface FaultyVisit {
  readonly bmc: SimulatedBmc
  readonly condition: Condition
  readonly request: BmcRequest
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
}

/** One thing that can be wrong with a BMC: each member changes one step of an exchange, and what is not named goes on as ever. */
export interface Fault {
  /** What a client sees, in one sentence. */
  readonly says: string
  readonly number?: FaultNumber
  /** Runs when the BMC catches it, and when it is cured. */
  begin?(bmc: SimulatedBmc, condition: Condition): void | Promise<void>
  end?(bmc: SimulatedBmc): void | Promise<void>
  /** Connections are taken, and nothing is ever said on them. */
  readonly isDeaf?: true
  /** The connection, counted from 1, from which on the condition's certificate is shown. */
  readonly certificateFrom?: number
  readonly refusesPassword?: true
  /** `never`: power stays on its way; `lies`: power does not move. */
  readonly power?: 'never' | 'lies'
  /** A new address of its own is taken, and nobody answers there. */
  readonly newAddressIsDead?: true
  readonly breaksUploads?: true
  /** Activations of firmware fail at the per cent that the condition's number says. */
  readonly failsActivation?: true
  readonly keepsOldFirmware?: true
  /** Answers instead of the BMC's service, which then does nothing; undefined where the service is to answer. */
  ask?(visit: FaultyVisit): BmcReply | 'no answer' | undefined
  /** Changes what the service answers. */
  shape?(reply: BmcReply, visit: FaultyVisit): BmcReply
  /** Sends the answer in a way of its own. */
  write?(reply: BmcReply, visit: FaultyVisit): void
}

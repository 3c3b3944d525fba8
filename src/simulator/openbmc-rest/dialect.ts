import type { SimulatedBmc } from '../bmc.ts'
import type { BmcReply, BmcRequest } from '../message.ts'

/** Where the two servers of OpenBMC's REST differ. */
export interface Dialect {
  login(bmc: SimulatedBmc, request: BmcRequest): BmcReply
  logout(bmc: SimulatedBmc, request: BmcRequest): BmcReply
  /** The answer to somebody who may not ask this; undefined for everybody else. */
  refusal(bmc: SimulatedBmc, request: BmcRequest): BmcReply | undefined
  /** `data` of a request with a body, or the answer to a body that will not do. */
  data(request: BmcRequest): { readonly data: unknown } | BmcReply
  pathNotFound(path: string): BmcReply
  /** A path that is none of the D-Bus tree's. */
  routeNotFound(path: string): BmcReply
  attributeNotFound(name: string): BmcReply
  /** An attribute was to be written that is not there, or may not be written. */
  attributeNotWritable(name: string): BmcReply
  /** An attribute was to be written of an object that is not there. */
  ownerNotFound(path: string, name: string): BmcReply
  valueRefused(name: string, value: unknown): BmcReply
  methodNotFound(name: string): BmcReply
  /** The one content type that an upload may have; undefined where nobody looks at it. */
  readonly uploadType?: string
}

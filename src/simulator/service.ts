import type { SimulatedBmc } from './bmc.ts'
import type { BmcReply, BmcRequest } from './message.ts'
import { openBmcRest } from './openbmc-rest/service.ts'
import { redfish } from './redfish/service.ts'

/** What a BMC answers, by the protocol that it speaks. */
export function service(bmc: SimulatedBmc, request: BmcRequest): BmcReply {
  const { model } = bmc
  return model.protocol === 'openbmc'
    ? openBmcRest(bmc, request, model.flavour)
    : redfish(bmc, request, model.family)
}

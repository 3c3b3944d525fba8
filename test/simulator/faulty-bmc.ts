import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { FaultSpec } from '../../src/simulator/faults/fault-spec.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { BmcClient, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

/** Where a stock OpenBMC tells its power. */
export const SYSTEM = '/redfish/v1/Systems/system'
/** Where OpenBMC's REST tells its power. */
export const HOST = '/xyz/openbmc_project/state/host0'

/** A kind of BMC that tests are run against. */
export const REDFISH = { protocol: 'redfish', family: 'openbmc' } as const
/** The other protocol, in its older server. */
export const REST = { protocol: 'openbmc', flavour: 'phosphor' } as const

/** One BMC that has a fault. */
export interface FaultyBmc extends AsyncDisposable {
  readonly bmc: SimulatedBmc
  readonly client: BmcClient
}

/** Starts one BMC with a fault, and a client for it that has not connected yet. */
export async function faultyBmc(
  fault: FaultSpec,
  options: Omit<FleetOptions, 'nodes'> = REDFISH,
): Promise<FaultyBmc> {
  const fleet = await startFleet({ nodes: 1, ...options, faults: { [fault]: 1 } })
  const client = new BmcClient(only(fleet))
  return {
    bmc: only(fleet),
    client,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await fleet.close()
    },
  }
}

/** The code of the error that a promise ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'no failure'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

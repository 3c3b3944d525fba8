import type { RunEvent } from '../src/core/event.ts'
import type { NodeInfo } from '../src/core/node.ts'

/** As many answers as there are nodes, each like that of `rvitals all`, made out of nothing: what BMCs cost is not to be measured. */
export async function* madeUpAnswers(
  nodes: readonly NodeInfo[],
  sensors: number,
): AsyncGenerator<RunEvent, void, undefined> {
  for (const { name } of nodes) {
    const readings = Array.from({ length: sensors }, (_, at) => ({
      ...{ name: `P0 Core${at} Temp`, class: 'temperature', value: 40 + (at % 20), unit: 'celsius' },
      ...{ reported: { path: `/xyz/openbmc_project/sensors/temperature/p0_core${at}_temp` } },
    }))
    yield { kind: 'result', node: name, value: { readings } }
  }
}

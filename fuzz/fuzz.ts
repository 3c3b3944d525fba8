// Rounds of fuzzing, seed after seed, until the time is up; then a large fleet with mixed faults. Ends with 1 where something was wrong.
//   npm run fuzz -- --seed N --minutes M --nodes N     --minutes 0: the round of that seed, to replay it, and no fleet
import { startFleet } from '../src/simulator/fleet.ts'
import { agentRound } from './agent-server-round.ts'
import { readArguments } from './arguments.ts'
import { bmcRound } from './bmc-round.ts'
import { ASKED } from './fault-expectations.ts'
import { fleetRun } from './fleet-run.ts'
import { mixedFaults } from './mixed-faults.ts'

const { minutes, seed: firstSeed, nodes } = readArguments({ minutes: 2, seed: 1, nodes: 5000 })
const end = performance.now() + minutes * 60_000
let seed = firstSeed
let wrong = 0
do {
  told(
    [...(await bmcRound(seed, 120)), ...(await agentRound(seed, 400))],
    `npm run fuzz -- --minutes 0 --seed ${seed}`,
  )
  seed += 1
} while (performance.now() < end)
console.log(`${seed - firstSeed} seeds, from ${firstSeed} on`)
if (minutes > 0) await largeFleet()
console.log(wrong === 0 ? 'Nothing was wrong.' : `${wrong} things were wrong.`)
process.exitCode = wrong === 0 ? 0 : 1

/** Every word on a large fleet with 10 % of faults, and once more with an end in the middle. */
async function largeFleet(): Promise<void> {
  for (const asked of ASKED)
    for (const endAfter of [undefined, nodes / 3]) {
      await using fleet = await startFleet(mixedFaults(nodes, 0.1, firstSeed))
      const began = performance.now()
      const problems = await fleetRun(fleet.bmcs, asked, endAfter === undefined ? {} : { endAfter })
      const seconds = Math.round((performance.now() - began) / 1000)
      console.log(
        `${nodes} nodes, ${asked.join(' ')}${endAfter ? ', ended in the middle' : ''}: ${seconds} s`,
      )
      told(problems, `npm run fuzz -- --nodes ${nodes} --seed ${firstSeed}`)
    }
}

function told(problems: readonly string[], replay: string): void {
  wrong += problems.length
  for (const problem of problems.slice(0, 20)) console.error(problem)
  if (problems.length > 0) console.error(`  again: ${replay}`)
}

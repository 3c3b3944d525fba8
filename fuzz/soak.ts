// A fleet whose BMCs break at random, an agent that is ended and killed at random, operators who press Ctrl-C at random; and checks of what
// must hold all the while. Ends with 1 where something did not.
//   npm run soak -- --minutes M --seed N --nodes N
import { readArguments } from './arguments.ts'
import { Soak } from './soak-life.ts'

const told = readArguments({ minutes: 10, seed: Date.now() % 1_000_000, nodes: 100 })
console.log(`soak: ${told.minutes} minutes, ${told.nodes} nodes, --seed ${told.seed}`)
await using soak = await Soak.start(told)
const problems = await soak.run()
console.log(soak.summary)
console.log(problems.length === 0 ? 'Nothing was wrong.' : `${problems.length} things were wrong.`)
process.exitCode = problems.length === 0 ? 0 : 1

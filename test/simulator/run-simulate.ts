import { simulateCommand } from '../../src/cli/simulate.ts'

await simulateCommand({
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
}).parseAsync(process.argv.slice(2), { from: 'user' })

import { enableCompileCache } from 'node:module'

enableCompileCache()
const { main } = await import('../cli/main.ts')
const [calledAs = 'hwctl', ...words] = process.argv.slice(2)
process.exitCode = await main(calledAs, words, {
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
})

import type { HwctlProcess } from './soak-processes.ts'

/** Resolves when so many nodes have their outcomes in what a command with `--json` prints, or the command has ended. */
export async function answered({ child }: HwctlProcess, howMany: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let seen = 0
  child.stdout?.on('data', (text: string) => {
    seen += text.match(/"kind":"(result|failure)"/g)?.length ?? 0
    if (seen >= howMany) resolve()
  })
  child.once('close', () => resolve())
  await promise
}

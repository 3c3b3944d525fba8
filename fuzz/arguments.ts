import { parseArgs } from 'node:util'

/** What `npm run fuzz` and `npm run soak` are told. */
export interface Arguments {
  readonly minutes: number
  readonly seed: number
  readonly nodes: number
}

/** `--minutes M --seed N --nodes N`, with what stands where one is not given. Ends the process where they make no sense. */
export function readArguments(usual: Arguments): Arguments {
  const option = { type: 'string' } as const
  try {
    const { values } = parseArgs({ options: { minutes: option, seed: option, nodes: option } })
    return {
      minutes: number(values.minutes, usual.minutes),
      seed: Math.floor(number(values.seed, usual.seed)),
      nodes: Math.floor(number(values.nodes, usual.nodes)),
    }
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : error}\nOptions: --minutes M --seed N --nodes N`,
    )
    process.exit(2)
  }
}

function number(text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new Error(`${text} is not a number`)
}

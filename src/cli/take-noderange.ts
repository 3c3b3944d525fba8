import { type OptionSpec, takesNextWord } from '../core/command.ts'

/** Words of a hardware command: which nodes, and all the others in their order. */
export interface TakenWords {
  readonly noderange?: string
  readonly rest: readonly string[]
}

/** An option where the noderange belongs: as a noderange it would only exclude. */
const OPTION = /^-[^,@(]*$/

/** Takes the noderange out: as in xCAT (xcatclient), the first word that is no option; nor, here, the value of one. */
export function takeNoderange(words: readonly string[], specs: readonly OptionSpec[]): TakenWords {
  let at = 0
  while (at < words.length && OPTION.test(words[at] ?? ''))
    at += hasValueBehind(words[at] ?? '', specs) ? 2 : 1
  const noderange = words[at]
  if (noderange === undefined) return { rest: words }
  return { noderange, rest: words.toSpliced(at, 1) }
}

function hasValueBehind(option: string, specs: readonly OptionSpec[]): boolean {
  return specs.some((spec) => takesNextWord(spec) && [`--${spec.name}`, `-${spec.short}`].includes(option))
}

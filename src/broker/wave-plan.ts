import { numberOption, type ParsedWords, usageError } from '../core/command.ts'

/** A number of nodes, or a share of all of them. */
export type Size = { readonly nodes: number } | { readonly percent: number }

/** In which portions nodes are worked on, and after how many failures no further one is begun. */
export interface WavePlan {
  /** Of the first waves; whoever is left makes the last one. */
  readonly sizes: readonly Size[]
  readonly maxFailures?: Size
}

/** What an operator said about waves. @throws HwctlError `usage` */
export function wavePlan({ options }: ParsedWords): WavePlan {
  const waves = options.get('wave')
  const failures = options.get('max-failures')
  return {
    sizes: typeof waves === 'string' ? waves.split(',').map((text) => size('wave', text, 1)) : [],
    ...(typeof failures === 'string' && { maxFailures: size('max-failures', failures, 0) }),
  }
}

/** How many nodes are worked on at the same time, by either name of it. @throws HwctlError `usage` */
export function atOnce(words: ParsedWords, fallback: number): number {
  if (words.options.has('at-once') && words.options.has('fanout'))
    throw usageError('--at-once and --fanout are the same: only one of them')
  return numberOption(words, words.options.has('at-once') ? 'at-once' : 'fanout', fallback)
}

function size(option: string, text: string, least: number): Size {
  const [, digits, percent] = /^(\d{1,9})(%?)$/.exec(text.trim()) ?? []
  const value = Number(digits)
  if (digits === undefined || value < least || (percent && value > 100))
    throw usageError(
      `Option --${option} wants ${least === 0 ? 'a number of nodes' : 'numbers of nodes of at least 1'}, or a share like 10%, not '${text}'`,
    )
  return percent ? { percent: value } : { nodes: value }
}

/** So many of `all` nodes; a share is rounded down for failures that are let pass, and up for nodes to begin. */
export function nodesOf(wanted: Size, all: number, round: 'up' | 'down'): number {
  if ('nodes' in wanted) return wanted.nodes
  const exact = (all * wanted.percent) / 100
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact)
}

/** Cuts nodes into waves, in their order. */
export function cutIntoWaves<Node>(
  nodes: readonly Node[],
  sizes: readonly Size[],
): readonly (readonly Node[])[] {
  const waves: (readonly Node[])[] = []
  let from = 0
  for (const wanted of sizes) {
    const wave = nodes.slice(from, from + nodesOf(wanted, nodes.length, 'up'))
    if (wave.length > 0) waves.push(wave)
    from += wave.length
  }
  return from < nodes.length ? [...waves, nodes.slice(from)] : waves
}

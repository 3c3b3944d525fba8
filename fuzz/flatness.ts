import { readdirSync, readFileSync } from 'node:fs'

/** What a process holds at a moment. */
export interface Sample {
  readonly rssKb: number
  readonly descriptors: number
}

/** What a process holds now. */
export function sampleOf(pid: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    rssKb: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  }
}

/** What makes memory settle soon, so that what still grows is a leak: small young generations, and one arena. */
export const STEADY = { NODE_OPTIONS: '--max-semi-space-size=2', MALLOC_ARENA_MAX: '2' } as const

/** So much, in kilobytes, memory may seem to grow by between the middle and the last third: collections come when they come. */
const RSS_SLACK_KB = 24_000
/** Clients, probes of BMCs that do not answer, the node store. */
const DESCRIPTOR_SLACK = 30

/**
 * What grew over the samples of one process: of memory, the least of the last third is held against the least of the middle one; descriptors
 * may be one for each BMC, above those that it began with.
 */
export function growthProblems(samples: readonly Sample[], bmcs: number): readonly string[] {
  const third = Math.floor(samples.length / 3)
  const [start] = samples
  if (third < 3 || !start) return []
  const least = (part: readonly Sample[]) => Math.min(...part.map(({ rssKb }) => rssKb))
  const rssKb = least(samples.slice(-third)) - least(samples.slice(third, 2 * third))
  const descriptors = Math.max(...samples.map((sample) => sample.descriptors)) - start.descriptors
  return [
    ...(rssKb > RSS_SLACK_KB ? [`memory grew by ${rssKb} KB over ${samples.length} rounds`] : []),
    ...(descriptors > bmcs + DESCRIPTOR_SLACK ? [`${descriptors} more descriptors, for ${bmcs} BMCs`] : []),
  ]
}

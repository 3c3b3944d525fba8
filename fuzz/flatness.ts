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

/** So much, in kilobytes, memory may seem to grow by between the first and the last third: collections come when they come. */
const RSS_SLACK_KB = 24_000
const DESCRIPTOR_SLACK = 12

/** What grew over the samples of one process: the least of the last third is held against the least of the first. */
export function growthProblems(samples: readonly Sample[]): readonly string[] {
  const third = Math.floor(samples.length / 3)
  if (third < 3) return []
  const least = (part: readonly Sample[], of: (sample: Sample) => number) => Math.min(...part.map(of))
  const grown = (of: (sample: Sample) => number) =>
    least(samples.slice(-third), of) - least(samples.slice(0, third), of)
  const [rssKb, descriptors] = [grown(({ rssKb }) => rssKb), grown(({ descriptors }) => descriptors)]
  return [
    ...(rssKb > RSS_SLACK_KB ? [`memory grew by ${rssKb} KB over ${samples.length} commands`] : []),
    ...(descriptors > DESCRIPTOR_SLACK
      ? [`${descriptors} more descriptors after ${samples.length} commands`]
      : []),
  ]
}

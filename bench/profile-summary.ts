import type { CpuProfile } from './inspector.ts'

/** Time that is nobody's work. */
const RESTING = new Set(['(idle)', '(root)'])

/** The functions and the places that used the most CPU by themselves, as markdown. */
export function summary(profile: CpuProfile, most = 25): string {
  const byId = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const functions = new Map<string, number>()
  const places = new Map<string, number>()
  let busy = 0
  for (const [at, id] of profile.samples.entries()) {
    const frame = byId.get(id)
    const ms = (profile.timeDeltas[at] ?? 0) / 1000
    if (!frame || RESTING.has(frame.functionName)) continue
    busy += ms
    add(
      functions,
      `${frame.functionName || '(anonymous)'} ${shortened(frame.url)}:${frame.lineNumber + 1}`,
      ms,
    )
    add(places, placeOf(frame.url, frame.functionName), ms)
  }
  const top = (times: ReadonlyMap<string, number>, howMany: number) =>
    [...times]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, howMany)
      .map(([name, ms]) => `| ${((100 * ms) / busy).toFixed(1)} % | ${ms.toFixed(0)} | \`${name}\` |`)
  return [
    `${busy.toFixed(0)} ms busy.`,
    '',
    '| share | ms | place |\n| --: | --: | --- |',
    ...top(places, 15),
    '',
    '| share | ms | function |\n| --: | --: | --- |',
    ...top(functions, most),
  ].join('\n')
}

function add(times: Map<string, number>, key: string, ms: number): void {
  times.set(key, (times.get(key) ?? 0) + ms)
}

/** A library, a folder of ours, a part of Node, or what V8 names in brackets. */
function placeOf(url: string, functionName: string): string {
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  if (library) return library
  const ours = /\/(src\/\w+|bench|dist)\//.exec(url)?.[1]
  if (ours) return ours
  return url.startsWith('node:') ? url.split('/').slice(0, 2).join('/') : functionName
}

function shortened(url: string): string {
  return url.replace(/^.*\/(?=(?:node_modules|src|bench|dist)\/)/, '')
}

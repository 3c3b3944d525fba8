import type { Random } from './random.ts'

/** Nested far deeper than any parser that calls itself can follow. */
const DEEP = 20_000

/** Values of every kind, and text that means something where paths, numbers and names are read. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1e308, 0.1, '', 'x', [], {}, [[]], [null], { a: null }, { '@odata.id': 7 }],
  ...['x'.repeat(70_000), '/', 'redfish/v1', 'https://[', 'https://elsewhere.example/x', '//elsewhere/x'],
  ...['/\n', '/ü', '/redfish/v1/?a b', '\0', '\ud800', '__proto__', '../..', 'On', 'Off'],
  ...[{ '@odata.id': 'https://[' }, { '@odata.id': '' }, { '@odata.id': '/redfish/v1/' }],
]

/** JSON in which some values are others, or absent, or it is no JSON at all. */
export function mutatedJson(text: string, random: Random): string {
  if (random.chance(0.05)) return random.pick(['[', '{"a":']).repeat(DEEP)
  if (random.chance(0.03)) return `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return JSON.stringify(random.pick(VALUES))
  }
  if (random.chance(0.05)) return JSON.stringify(random.pick(VALUES))
  const places = placesIn(value)
  if (places.length === 0) return JSON.stringify(random.pick(VALUES))
  for (let times = 1 + random.below(3); times > 0; times--) {
    const { parent, key } = random.pick(places)
    if (random.chance(0.2)) delete parent[key]
    else parent[key] = structuredClone(random.pick(VALUES))
  }
  const mutated = JSON.stringify(value)
  return random.chance(0.05) ? mutated.replace(/:\d+/, `:${'9'.repeat(5000)}`) : mutated
}

interface Place {
  readonly parent: Record<string, unknown>
  readonly key: string
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const parent = value as Record<string, unknown>
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key])])
}

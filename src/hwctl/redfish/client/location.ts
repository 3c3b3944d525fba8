/** The path and query that a `Location` names, be it a path or a whole URL; undefined for one that is neither. */
export function pathIn(location: string): string | undefined {
  const url = URL.parse(location, 'https://bmc')
  return url ? url.pathname + url.search : undefined
}

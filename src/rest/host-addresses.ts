import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** The addresses that a host name stands for, or the address itself; none where the name is not known. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host)) return [canonical(host)]
  const found = await lookup(host, { all: true }).catch(() => [])
  return found.map(({ address }) => canonical(address))
}

/** One way to write an address: IPv6 has several. */
export function canonical(address: string): string {
  return isIP(address) === 6 ? (URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? address) : address
}

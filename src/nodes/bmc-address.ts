import { isIP, isIPv4, isIPv6 } from 'node:net'

/** Where a BMC is: a host name or address, and a port if one was written. */
export interface BmcAddress {
  readonly host: string
  readonly port?: string
}

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/
const MAX_HOST_LENGTH = 253
const BRACKETED = /^\[([^\]]*)\](?::(\d+))?$/
const WITH_PORT = /^([^:]*):(\d+)$/

/** True for a host name or an IPv4 or IPv6 address. */
export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true
  if (text === '' || text.length > MAX_HOST_LENGTH) return false
  const labels = text.split('.')
  const last = labels.at(-1) ?? ''
  return labels.every((label) => label.length <= 63 && LABEL.test(label)) && !/^\d+$/.test(last)
}

/** True for a TCP port written in digits. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
}

/** `host`, `host:port`, `address`, or `[IPv6]:port`, taken apart; a text says why it is none of these. */
export function bmcAddress(text: string): BmcAddress | string {
  if (text.includes('://'))
    return `"${text}" is an address of a web page: leave out what stands before the host`
  if (isIPv6(text) || isIPv4(text)) return { host: text }
  const [, host, port] = BRACKETED.exec(text) ?? WITH_PORT.exec(text) ?? [undefined, text, undefined]
  if (host === undefined || !isHost(host) || (text.startsWith('[') && !isIPv6(host)))
    return `"${text}" is neither a host name nor an IPv4 or IPv6 address`
  if (port === undefined) return { host }
  return isPort(port) ? { host, port: String(Number(port)) } : `${port} is not a port (1 to 65535)`
}

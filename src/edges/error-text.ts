import type { ErrorFacts } from '../core/errors.ts'
import { firmwareText } from './firmware-text.ts'

/** Every error as the sentence that operators and their scripts know from xCAT; more, where xCAT says nothing useful. */
export function errorText(facts: ErrorFacts): string {
  switch (facts.kind) {
    case 'usage':
      return facts.problem
    case 'unsupported':
      return `Not supported by this machine: ${facts.what}${list('. It offers', facts.offered)}`
    case 'node-info':
      return facts.problem
    case 'connect':
      return connectText(facts)
    case 'trust':
      return trustText(facts)
    case 'login':
      return loginText(facts)
    case 'bmc':
      return `[${facts.status}] ${facts.message}${hint(facts)}${facts.resolution ? ` (${facts.resolution})` : ''}`
    case 'malformed':
      return malformedText(facts)
    case 'firmware':
      return firmwareText(facts)
    case 'deadline':
      return (
        `Sent ${facts.sent} command but state did not change to ${facts.waitingFor} after waiting ` +
        `${Math.round(facts.waitedMs / 1000)} seconds. (State= ${facts.lastSeen}).`
      )
    case 'busy':
      return busyText(facts)
    case 'cancelled':
      return cancelledText(facts)
    case 'internal':
      return `Internal error of hwctl: ${facts.message}`
  }
}

type FactsOf<K extends ErrorFacts['kind']> = Extract<ErrorFacts, { kind: K }>

const UNKNOWN = ' It is not known whether the request was carried out: look before sending it again.'

function connectText({ host, port, reason, phase, outcomeUnknown, since }: FactsOf<'connect'>): string {
  if (since)
    return (
      `Login to BMC failed: Can't connect to ${host}:${port} ` +
      `(unreachable since ${clock(since)} (${reason}); retry with --retry-unreachable).`
    )
  const hint = tlsHint(reason)
  if (phase === 'logout') return `A session may still be open on ${host}:${port} (${reason}).`
  if (phase === 'login') return `Login to BMC failed: Can't connect to ${host}:${port} (${reason}).${hint}`
  return (
    `BMC did not respond. Validate BMC configuration and retry the command. (${host}:${port}: ${reason})` +
    (outcomeUnknown ? UNKNOWN : '') +
    hint
  )
}

function busyText({ host, port, by, node, since, pid, job }: FactsOf<'busy'>): string {
  const whose = job === undefined ? `process ${pid}` : `job ${job}, process ${pid}`
  const wayOut = job === undefined ? '' : ` See how far it is with: hwctl jobs show ${job}`
  return `The BMC ${host}:${port} is being worked on by ${by} for ${node} (${whose}) since ${clock(since)}.${wayOut}`
}

/** Hours and minutes here; the day too, when it is another. */
function clock(iso: string): string {
  const at = new Date(iso)
  const time = at.toTimeString().slice(0, 5)
  return at.toDateString() === new Date().toDateString() ? time : `${at.toDateString()} ${time}`
}

function malformedText({ host, port, path, problem, outcomeUnknown }: FactsOf<'malformed'>): string {
  return `Received wrong format response: ${host}:${port}${path}: ${problem}${outcomeUnknown ? `.${UNKNOWN}` : ''}`
}

/** The way out where OpenSSL and the BMC do not agree; `wrong version number` is OpenSSL's word for no TLS at all. */
function tlsHint(reason: string): string {
  if (!reason.startsWith('TLS: ') || reason.includes('wrong version number')) return ''
  return ' If this BMC is old, let the node use old TLS: hwctl nodes set NODE tlslevel=0'
}

function trustText({ host, port, reason, expected, found }: FactsOf<'trust'>): string {
  const prints = expected && found ? ` Trusted: ${expected}. Shown now: ${found}.` : ''
  const wayOut = expected
    ? 'If the change is right, accept it with: hwctl trust NODERANGE'
    : "Set the node's attribute tls to pin, or install the CA's certificate as ca.pem in HWCTL_HOME."
  return `The certificate of ${host}:${port} is not trusted: ${reason}.${prints} ${wayOut}`
}

function loginText({ host, port, status, reason, passwordChangeRequired }: FactsOf<'login'>): string {
  if (!passwordChangeRequired) return `[${status}] ${reason}`
  return (
    `[${status}] ${host}:${port} wants the password of this user changed before anything else: set a new one on the BMC, ` +
    `then store it with: hwctl nodes set NODE password=-`
  )
}

/** A web server on the BMC that has nothing behind it. */
function hint({ status }: FactsOf<'bmc'>): string {
  return status === 502 ? ' (Verify REST server is running on the BMC)' : ''
}

function cancelledText({ reason, reached, outcomeUnknown }: FactsOf<'cancelled'>): string {
  if (!reached) return `Not reached: ${reason}.`
  return `Broken off: ${reason}.${outcomeUnknown ? UNKNOWN : ''}`
}

function list(before: string, words: readonly string[] | undefined): string {
  return words && words.length > 0 ? `${before}: ${words.join(', ')}` : ''
}

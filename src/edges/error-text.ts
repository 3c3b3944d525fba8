import type { ErrorFacts } from '../core/errors.ts'
import { firmwareText } from './firmware-text.ts'

/** Every error as the sentence that operators and their scripts know from xCAT; more, where xCAT says nothing useful. */
export function errorText(facts: ErrorFacts): string {
  switch (facts.kind) {
    case 'usage':
      return facts.problem
    case 'unsupported':
      return unsupportedText(facts)
    case 'node-info':
      return facts.problem
    case 'connect':
      if (facts.service)
        return `Unable to connect to bmc ${facts.host} (SSH, port ${facts.port}: ${facts.reason}).`
      return connectText(facts)
    case 'trust':
      if (facts.service)
        return `The SSH host key of ${facts.host}:${facts.port} is not the one in ~/.ssh/known_hosts (shown now: ${facts.found}). If the change is right, take the old one away with: ssh-keygen -R`
      return trustText(facts)
    case 'login':
      if (facts.service) return `SSH session to bmc ${facts.host} is not authenticated`
      return loginText(facts)
    case 'bmc':
      if (facts.noDump) return `Invalid dump ${facts.noDump} was specified. Use -l option to list.`
      return `[${facts.status}] ${facts.message}${hint(facts)}${facts.resolution ? ` (${facts.resolution})` : ''}`
    case 'malformed':
      return malformedText(facts)
    case 'file':
      return `Cannot use the file ${facts.path} (${facts.reason}).`
    case 'firmware':
      return firmwareText(facts)
    case 'deadline':
      return deadlineText(facts)
    case 'address':
      return addressText(facts)
    case 'busy':
      return busyText(facts)
    case 'cancelled':
      return cancelledText(facts)
    case 'service-node':
      return serviceNodeText(facts)
    case 'internal':
      return `Internal error of hwctl: ${facts.message}`
  }
}

type FactsOf<K extends ErrorFacts['kind']> = Extract<ErrorFacts, { kind: K }>

/** xCAT words it otherwise for a BMC that restarts. */
function deadlineText({ sent, waitingFor, waitedMs, lastSeen, absent }: FactsOf<'deadline'>): string {
  const waited = `after waiting ${Math.round(waitedMs / 1000)} seconds.`
  if (absent) return `Could not find ${waitingFor} ${waited}`
  if (sent === 'bmcreboot')
    return `Sent bmcreboot but state did not change to ${waitingFor} ${waited} (State=${lastSeen}).`
  return `Sent ${sent} command but state did not change to ${waitingFor} ${waited} (State= ${lastSeen}).`
}

/** xCAT's sentences for a setting that the BMC's firmware does not have. */
const ABSENT = {
  403: '403 Forbidden - Requested endpoint does not exist or may indicate function is not yet supported by OpenBMC firmware.',
  404: '404 Not Found - Requested endpoint does not exist or may indicate function is not supported on this OpenBMC firmware.',
} as const

function unsupportedText({ what, offered, status }: FactsOf<'unsupported'>): string {
  if (status) return `${ABSENT[status]} (${what})`
  return `Not supported by this machine: ${what}${list('. It offers', offered)}`
}

/** Where a BMC that was given a new address was seen last, and what it was sent. */
function addressText(facts: FactsOf<'address'>): string {
  const { wanted, lastSeen, now, reason, sent, zeroConfig, isDhcpOff } = facts
  const head = `Setting BMC IP configuration failed.${zeroConfig ? ` [Zero Config IP: ${zeroConfig}]` : ''}`
  const requests = `Sent: ${sent.join(', ')}.`
  const dhcp = isDhcpOff
    ? ' That is a static address now, DHCP is off; back to it: rspconfig NODE ip=dhcp'
    : ''
  switch (now) {
    case 'as-before':
      if (sent.length === 0)
        return `${head} Nothing was sent, and the BMC is still at ${lastSeen} (${wanted}: ${reason}).`
      return `${head} No BMC of this node came up at ${wanted} (${reason}); it was taken back, and the BMC is still at ${lastSeen}.${dhcp}`
    case 'half-way':
      return `${head} The BMC was last seen at ${lastSeen}; not everything could be done (${reason}). ${requests}${dhcp}`
    case 'lost':
      return (
        `${head} The BMC was last seen at ${lastSeen}, and does not answer there any more (${reason}). ` +
        `${requests} Look for it at ${[wanted, lastSeen, zeroConfig].filter(Boolean).join(', ')}.${dhcp}`
      )
  }
}

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
    `${status < 400 ? '' : `[${status}] `}${host}:${port} wants the password of this user changed before anything else: ` +
    'rspconfig NODE admin_passwd=- does it, and stores the new one'
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

/** What is wrong with a service node, and the way out. */
function serviceNodeText({ serviceNode, problem, reason, outcomeUnknown }: FactsOf<'service-node'>): string {
  const why = reason === undefined ? '' : ` (${reason})`
  switch (problem) {
    case 'bus':
      return `Not sent: NATS, which leads to service node ${serviceNode}, cannot be used${why}.`
    case 'silent':
      return `Not sent: no service node of ${serviceNode} answers${why}; hwctl servicenodes shows who does.`
    case 'lost':
      if (outcomeUnknown)
        return `outcome unknown: ${serviceNode} was lost after the request was sent${why}. Look before sending it again.`
      return `Not done: service node ${serviceNode} was lost${why}, and no other of its pool answers.`
    case 'unapproved':
      return `Not sent: the key of service node ${serviceNode} is not approved${why}. Compare it there, then: hwctl servicenodes approve ${serviceNode}`
    case 'other-key':
      return `Not sent: service node ${serviceNode} shows another key than the approved one${why}. If that is right: hwctl servicenodes approve ${serviceNode}`
    case 'version':
      return `Not sent: service node ${serviceNode} runs another version of hwctl${why}: update the older one.`
    case 'refused':
      return `Service node ${serviceNode} refuses${why}.`
    case 'passed-on':
      return `Service node ${serviceNode} was lost${why}; others go on with what it had.`
    case 'local':
      return `Not sent: this cannot be done through a service node${why}.`
  }
}

function list(before: string, words: readonly string[] | undefined): string {
  return words && words.length > 0 ? `${before}: ${words.join(', ')}` : ''
}

import type { TraceEvent } from '../../core/event.ts'

const TAGS = { openbmc: '[openbmc_debug]', redfish: '[redfish_debug]' } as const

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** One half of an HTTP exchange as xCAT's debug mode shows it; what was sent is a command that can be pasted. */
export function debugLine(trace: TraceEvent): string {
  const { answered, sent } = trace
  const what = sent ? curl(trace, sent) : answered ? `${answered.status} ${answered.reason}`.trimEnd() : ''
  return `${asctime(new Date(trace.at))} ${trace.node}: ${TAGS[trace.protocol]} ${trace.operation} ${what}`.trimEnd()
}

function curl(trace: TraceEvent, sent: NonNullable<TraceEvent['sent']>): string {
  const json = '-H "Content-Type: application/json"'
  const body = sent.body === undefined ? '' : ` -d '${sent.body.replaceAll("'", "'\\''")}'`
  if (trace.protocol === 'openbmc')
    return `curl -k -c cjar -b cjar -X ${sent.method} ${json} ${sent.url}${body}`
  const token = trace.operation === 'login' ? '' : ' -H "X-Auth-Token: xxxxxx"'
  return `curl -k -X ${sent.method} ${json}${token} ${sent.url}${body}`
}

/** Local time as C's asctime() writes it: `Tue Aug 18 10:00:00 2026`, the day padded with a blank. */
function asctime(at: Date): string {
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0'))
  const day = String(at.getDate()).padStart(2)
  return `${DAYS[at.getDay()]} ${MONTHS[at.getMonth()]} ${day} ${clock.join(':')} ${at.getFullYear()}`
}

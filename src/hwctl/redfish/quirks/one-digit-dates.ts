import type { Quirk } from './quirk.ts'

/** Dates of certificates have months and days of one digit, which ISO 8601 does not know. */
export const oneDigitDates = {
  name: 'one-digit-dates',
  machine: 'Dell iDRAC 9',
  source: 'recorded PowerEdge R750, iDRAC 7.10.30.00: ValidNotAfter 2033-3-31T14:53:00+00:00',
  signs: [{ at: 'certificates', property: ['ValidNotAfter'], is: /-\d[-T]/ }],
} as const satisfies Quirk

/** The date as ISO 8601 has it. */
export function withTwoDigits(text: string): string {
  return text.replace(/-(\d)(?=[-T])/g, '-0$1')
}

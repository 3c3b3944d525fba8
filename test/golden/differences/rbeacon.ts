import type { Difference } from '../difference.ts'

export default [
  {
    command: 'rbeacon N stat',
    lines: ['N: Identify:On', '(rc 0)'],
    documented: 'LED paths have changed, so `rbeacon stat` fails on newer images',
  },
  {
    command: 'rbeacon N blink',
    lines: ['N: blink', '(rc 0)'],
    documented:
      "`rbeacon blink`, or any other word, is `Only 'on', 'off' and 'stat' are supported for OpenBMC managed nodes.`",
  },
] satisfies readonly Difference[]

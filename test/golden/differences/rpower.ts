import type { Difference } from '../difference.ts'

const ALLOWED = 'STDERR Allowed: on off softoff reset boot cycle nmi stat bmcstate bmcreboot'
const documented = 'usage errors go to stdout, one line per node'

export default [
  {
    command: 'rpower N bogus',
    lines: ['STDERR Error: Unsupported command: rpower bogus', ALLOWED, '(rc 1)'],
    documented,
  },
  {
    command: 'rpower N',
    lines: ['STDERR Error: No option specified for rpower', ALLOWED, '(rc 1)'],
    documented,
  },
  {
    command: 'rpower N on off',
    lines: ['STDERR Error: Only one option is supported at the same time for rpower', ALLOWED, '(rc 1)'],
    documented,
  },
] satisfies readonly Difference[]

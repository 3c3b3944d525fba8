import type { Difference } from '../difference.ts'

export default [
  {
    command: 'rsetboot N floppy',
    lines: [
      'STDERR N: [server]: Error: Not supported by this machine: boot from floppy over openbmc',
      '(rc 1)',
    ],
    documented: '`floppy` is `Unsupported command` for OpenBMC',
  },
] satisfies readonly Difference[]

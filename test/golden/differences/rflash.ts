import type { Difference } from '../difference.ts'

const RULE = '[server]: -------------------------------------------------------'
const errors = 'errors carry the server that had them in front'
const usage = 'usage errors go to stdout, one line per node'

export default [
  {
    command: 'rflash N --delete 12345678',
    lines: [
      'Attempting to delete ID=12345678, please wait..',
      'STDERR N: [server]: Error: Invalid ID provided to delete. Use the -l option to view valid firmware IDs.',
      '(rc 1)',
    ],
    documented: errors,
  },
  {
    command: 'rflash N -a 12345678',
    lines: [
      'Attempting to activate ID=12345678, please wait..',
      RULE,
      '[server]: Firmware update complete: Total=1 Success=0 Failed=1',
      '[server]: N: Invalid ID provided to activate. Use the -l option to view valid firmware IDs.',
      RULE,
      'STDERR N: [server]: Error: Invalid ID provided to activate. Use the -l option to view valid firmware IDs.',
      '(rc 1)',
    ],
    documented: errors,
  },
  {
    command: 'rflash N -a x.tar',
    lines: [
      'STDERR Error: [server]: Cannot access x.tar. Check the management node and/or service nodes.',
      '(rc 1)',
    ],
    documented: errors,
  },
  {
    command: 'rflash N -u x.tz',
    lines: ["STDERR Error: Invalid firmware specified with '-u|--upload': x.tz", '(rc 1)'],
    documented: usage,
  },
  {
    command: 'rflash N -d',
    lines: ["STDERR Error: Invalid option specified with '-d'.", '(rc 1)'],
    documented: usage,
  },
  {
    command: 'rflash N -a 1 --delete 1',
    lines: ['STDERR Error: Multiple options are not supported.', '(rc 1)'],
    documented: usage,
  },
  {
    command: 'rflash N',
    lines: [
      'STDERR Error: No option specified for rflash',
      'STDERR Allowed: -c -l -u -a --delete -d',
      '(rc 1)',
    ],
    documented: usage,
  },
  {
    command: 'rflash N -l -V',
    lines: [
      'N: ID       Purpose State      Version',
      'N: -------------------------------------------------------',
      'N: 221d9020 Host    Active(*)  IBM-witherspoon-redbud-ibm-OP9_v1.19_1.33',
      'N: 2bd96ea5 BMC     Ready(+)   ibm-v2.2-0-r1',
      'N: 9e55358e BMC     Active(*)  ibm-v2.1-438-g0030304-r3-0-gfea8585',
      'STDERR N: login POST https://BMC:8443/login {"data":["root","xxxxxx"]}',
      'STDERR N: login 200 OK',
      'STDERR N: list_firmware GET https://BMC:8443/xyz/openbmc_project/software/enumerate',
      'STDERR N: list_firmware 200 OK',
      'STDERR N: logout POST https://BMC:8443/logout {"data":[]}',
      'STDERR N: logout 200 OK',
      '(rc 0)',
    ],
    documented: '`-V` prints `Running command in Python`',
  },
] satisfies readonly Difference[]

import type { Difference } from '../difference.ts'

const OTHER_TAIL = '`( Resolved: False [LED]`, its parenthesis open'
const NO_ADVERT = '`Install the openbmctool rpm from URL ...`, once per node'
const USAGE = 'usage errors go to stdout, one line per node'
const ALLOWED = 'STDERR Allowed: all N clear resolved='
const ALLOWED_OPTIONS =
  'STDERR Allowed: -f|--follow --utc -y|--yes --policy-table FILE -V|--verbose --fanout N --timeout SECONDS --at-once N --wave SIZES --max-failures N|N% --retry-unreachable --plan --json --agent SOCKET --no-agent --collate'

const FIRST =
  'N: 05/12/2017 02:43:55 [1]: org.open_power.Error.Host.Event.Event||/xyz/openbmc_project/inventory/system/chassis/motherboard/cpu0, Resolved: 0 [LED]'
const SECOND =
  'N: 05/12/2017 21:31:01 [2]: xyz.openbmc_project.Inventory.Error.NotPresent||/xyz/openbmc_project/inventory/system/chassis/powersupply1, Resolved: 0 [LED]'
const THIRD =
  'N: 05/13/2017 16:18:06 [3]: xyz.openbmc_project.State.Shutdown.ThermalEvent.Error.Processor||/xyz/openbmc_project/inventory/system/chassis/motherboard/cpu1, Resolved: 1 [LED]'

export default [
  { command: 'reventlog N', lines: [FIRST, SECOND, THIRD, '(rc 0)'], documented: OTHER_TAIL },
  { command: 'reventlog N all', lines: [FIRST, SECOND, THIRD, '(rc 0)'], documented: OTHER_TAIL },
  { command: 'reventlog N 2', lines: [SECOND, THIRD, '(rc 0)'], documented: OTHER_TAIL },
  {
    command: 'reventlog N resolved=1',
    lines: ['Attempting to resolve the following log entries: 1...', 'N: Resolved 1', '(rc 0)'],
    documented: NO_ADVERT,
  },
  {
    command: 'reventlog N resolved=LED',
    lines: ['Attempting to resolve the following log entries: LED...', 'N: Resolved 2', '(rc 0)'],
    documented: 'entries that were resolved already are resolved again',
  },
  {
    command: 'reventlog N resolved=999',
    lines: [
      'Attempting to resolve the following log entries: 999...',
      'STDERR N: [server]: Error: Invalid ID: 999',
      '(rc 1)',
    ],
    documented: '`Invalid ID: 999`, then `No event log entries needed to be resolved`',
  },
  {
    command: 'reventlog N resolved',
    lines: [
      "STDERR Error: Usage error. Provide a comma separated list of IDs to be resolved. Example: 'resolved=x,y,z'",
      '(rc 1)',
    ],
    documented: USAGE,
  },
  {
    command: 'reventlog N -s',
    lines: ['STDERR Error: Unknown option: -s', ALLOWED_OPTIONS, '(rc 1)'],
    documented: '`The -s option is not supported for OpenBMC.`',
  },
  {
    command: 'reventlog N all 3',
    lines: ['STDERR Error: Only one option is supported at the same time for reventlog', ALLOWED, '(rc 1)'],
    documented: USAGE,
  },
  {
    command: 'reventlog N',
    occurrence: 2,
    lines: ['N: No attributes returned from the BMC.', '(rc 0)'],
    documented: NO_ADVERT,
  },
] satisfies readonly Difference[]

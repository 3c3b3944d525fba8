import type { Difference } from '../difference.ts'

export default [
  {
    command: 'rspconfig N dump -l',
    lines: ['N: [1] Generated: 10/05/2017 18:29:02, Size: N/A', '(rc 0)'],
    documented: 'dumps below /dump/bmc are not seen',
  },
  {
    command: 'rspconfig N dump -g',
    lines: ["STDERR N: [server]: Error: [404] The specified method cannot be found: 'CreateDump'", '(rc 1)'],
    documented: '`N: Error:` of a BMC without the server',
  },
  {
    command: 'rspconfig N dump -c 1',
    lines: ['N: [1] clear', '(rc 0)'],
    documented: 'dumps below /dump/bmc are not seen',
  },
  {
    command: 'rspconfig N dump -c',
    lines: ["STDERR Error: No dump file ID specified. To clear all, specify 'all'.", '(rc 1)'],
    documented: 'usage errors go to stdout, one line per node',
  },
  {
    command: 'rspconfig N dump -x',
    lines: [
      'STDERR Error: Unknown option: -x',
      'STDERR Allowed: -l|--list -g|--generate -c|--clear -d|--download --into DIR --ssh-port PORT --key FILE --wait SECONDS -V|--verbose --fanout N --timeout SECONDS --at-once N --wave SIZES --max-failures N|N% --retry-unreachable --plan --json --agent SOCKET --no-agent --collate',
      '(rc 1)',
    ],
    documented: 'usage errors go to stdout, one line per node',
  },
  {
    command: 'rspconfig N gard -c',
    lines: [
      'STDERR N: [server]: Error: [404] org.freedesktop.DBus.Error.FileNotFound: path or object not found',
      '(rc 1)',
    ],
    documented: '`N: Error:` of a BMC without the server',
  },
  {
    command: 'rspconfig N gard',
    lines: ['STDERR Error: Invalid parameter for rspconfig gard', '(rc 1)'],
    documented: 'usage errors go to stdout, one line per node',
  },
] satisfies readonly Difference[]

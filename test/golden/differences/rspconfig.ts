import type { Difference } from '../difference.ts'

const usage = 'usage errors go to stdout, one line per node'
const values = 'values of `rspconfig` that xCAT misreads'
const absent = 'several settings were asked for: which is it?'

const ALLOWED =
  'STDERR Allowed: dump sshcfg gard admin_passwd userls useradd userch userrm ip ipsrc netmask gateway vlan ntpservers nameservers hostname bootmode thermalmode autoreboot powersupplyredundancy powerrestorepolicy timesyncmethod'

function problem(command: string, text: string): Difference {
  return { command, lines: [`STDERR Error: ${text}`, '(rc 1)'], documented: usage }
}

function notThere(command: string, sentence: string): Difference {
  return { command, lines: [`STDERR N: [server]: Error: ${sentence}`, '(rc 1)'], documented: absent }
}

const NOT_FOUND =
  '404 Not Found - Requested endpoint does not exist or may indicate function is not supported on this OpenBMC firmware.'
const FORBIDDEN =
  '403 Forbidden - Requested endpoint does not exist or may indicate function is not yet supported by OpenBMC firmware.'

export default [
  {
    command: 'rspconfig N ntpservers',
    lines: ['N: BMC NTP Servers: 10.0.0.9', '(rc 0)'],
    documented: values,
  },
  { command: 'rspconfig N autoreboot', lines: ['N: BMC AutoReboot: 1', '(rc 0)'], documented: values },
  {
    command: 'rspconfig N autoreboot hostname',
    lines: ['N: BMC AutoReboot: 1', 'N: BMC Hostname: witherspoon', '(rc 0)'],
    documented: values,
  },
  {
    command: 'rspconfig N autoreboot',
    occurrence: 2,
    lines: ['N: BMC AutoReboot: 0', '(rc 0)'],
    documented: values,
  },
  {
    command: 'rspconfig N powerrestorepolicy',
    lines: ['N: BMC PowerRestorePolicy: Restore', '(rc 0)'],
    documented: values,
  },
  {
    command: 'rspconfig N powerrestorepolicy',
    occurrence: 2,
    lines: ['N: BMC PowerRestorePolicy: AlwaysOn', '(rc 0)'],
    documented: values,
  },
  notThere('rspconfig N thermalmode', `${NOT_FOUND} (thermalmode)`),
  notThere('rspconfig N powersupplyredundancy', `${NOT_FOUND} (powersupplyredundancy)`),
  notThere('rspconfig N thermalmode=custom', `${FORBIDDEN} (thermalmode)`),
  notThere('rspconfig N powersupplyredundancy=enabled', `${NOT_FOUND} (powersupplyredundancy)`),
  {
    command: 'rspconfig N ntpservers=1.2.3.4',
    lines: [
      'N: BMC Setting NTPServers...',
      'N: BMC NTP Servers: 1.2.3.4',
      'N: Warning: time will not be synchronized until the host is powered off.',
      '(rc 0)',
    ],
    documented: 'the only interface that has an address is the one',
  },
  problem('rspconfig N ip=1.2.3.4', 'IP, netmask and gateway must be configured together.'),
  problem('rspconfig N autoreboot=7', "Invalid value '7' for 'autoreboot', Valid values: 0,1"),
  problem('rspconfig N ip=dhcp netmask=255.0.0.0', 'Setting ip=dhcp must be issued without other options.'),
  {
    command: 'rspconfig N bogus',
    lines: ['STDERR Error: Unsupported command: rspconfig bogus', ALLOWED, '(rc 1)'],
    documented: usage,
  },
  problem('rspconfig N ip autoreboot=1', 'Can not set and query OpenBMC information at the same time'),
] satisfies readonly Difference[]

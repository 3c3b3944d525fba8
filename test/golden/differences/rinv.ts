import type { Difference } from '../difference.ts'

const documented = 'empty properties, enumerations with their namespaces, `True` and `False`'

const CPUS = [0, 1].flatMap((at) => [
  `N: CPU${at} CoreCount : 22`,
  `N: CPU${at} Family : POWER9`,
  `N: CPU${at} Functional : 1`,
  `N: CPU${at} Manufacturer : IBM`,
  `N: CPU${at} MaxSpeedInMhz : 3800`,
  `N: CPU${at} PartNumber : 02CY209`,
  `N: CPU${at} Present : 1`,
  `N: CPU${at} PrettyName : PROCESSOR MODULE`,
  `N: CPU${at} SerialNumber : YA193371000${at}`,
  `N: CPU${at} Socket : P${at}`,
  `N: CPU${at} Version : 20`,
  ...[0, 1].flatMap((core) => [
    `N: CPU${at} CORE${core} Functional : 1`,
    `N: CPU${at} CORE${core} Present : 1`,
  ]),
])

const DIMMS = [0, 1, 2, 3].flatMap((at) => [
  `N: DIMM${at} ECC : SingleBitECC`,
  `N: DIMM${at} Functional : ${at === 2 ? 0 : 1}`,
  `N: DIMM${at} Manufacturer : 0x2c80`,
  `N: DIMM${at} MemoryConfiguredSpeedInMhz : 2666`,
  `N: DIMM${at} MemoryDataWidth : 64`,
  `N: DIMM${at} MemorySizeInKB : 16777216`,
  `N: DIMM${at} MemoryTotalWidth : 72`,
  `N: DIMM${at} MemoryType : DDR4`,
  `N: DIMM${at} Model : 36ASF4G72PZ-2G6D1`,
  `N: DIMM${at} Present : ${at === 3 ? 0 : 1}`,
  `N: DIMM${at} PrettyName : DDR4 DIMM`,
  `N: DIMM${at} SerialNumber : 0x15d27a1${at}`,
])

const FANS = [0, 1].flatMap((at) => [
  `N: FAN${at} Functional : 1`,
  `N: FAN${at} Present : 1`,
  `N: FAN${at} PrettyName : fan${at}`,
])

const POWER_SUPPLIES = [0, 1].flatMap((at) => [
  `N: POWERSUPPLY${at} Functional : 1`,
  `N: POWERSUPPLY${at} Manufacturer : IBM`,
  `N: POWERSUPPLY${at} Model : 51EC`,
  `N: POWERSUPPLY${at} PartNumber : 02CL396`,
  `N: POWERSUPPLY${at} Present : 1`,
  `N: POWERSUPPLY${at} PrettyName : PS${at}`,
  `N: POWERSUPPLY${at} SerialNumber : YL10KY87K1S${at}`,
])

const BMC = [
  'N: BMC MACAddress : 70:e2:84:14:28:0d',
  'N: BMC Manufacturer : IBM',
  'N: BMC Present : 1',
  'N: BMC PrettyName : BMC',
]

const CHASSIS = [
  'N: CHASSIS Manufacturer : IBM',
  'N: CHASSIS Model : 8335-GTC',
  'N: CHASSIS PartNumber : 8335-GTC',
  'N: CHASSIS Present : 1',
  'N: CHASSIS PrettyName : Chassis',
  'N: CHASSIS SerialNumber : 1318ACA',
  'N: CHASSIS Type : RackMount',
]

const MOTHERBOARD = [
  'N: MOTHERBOARD Manufacturer : IBM',
  'N: MOTHERBOARD PartNumber : 00VK525',
  'N: MOTHERBOARD Present : 1',
  'N: MOTHERBOARD PrettyName : SYSTEM PLANAR',
  'N: MOTHERBOARD SerialNumber : Y130UF72701M',
]

const SYSTEM = [
  'N: SYSTEM AssetTag : lab-7',
  'N: SYSTEM Manufacturer : IBM',
  'N: SYSTEM Model : 8335-GTC',
  'N: SYSTEM PartNumber : 8335-GTC',
  'N: SYSTEM Present : 1',
  'N: SYSTEM PrettyName : System',
  'N: SYSTEM SerialNumber : 1318ACA',
  'N: SYSTEM UUID : 38333335-4754-4331-3331-384143410000',
]

const FIRMWARE = [
  'N: BMC Firmware Product: ibm-v2.1-438-g0030304-r3-0-gfea8585 (Active)*',
  'N: HOST Firmware Product: IBM-witherspoon-redbud-ibm-OP9_v1.19_1.33 (Active)*',
]

const PARTS = [...BMC, ...CHASSIS, ...CPUS, ...DIMMS, ...FANS, ...MOTHERBOARD, ...POWER_SUPPLIES, ...SYSTEM]

export default [
  { command: 'rinv N all', lines: [...PARTS, ...FIRMWARE, '(rc 0)'], documented },
  { command: 'rinv N cpu', lines: [...CPUS, '(rc 0)'], documented },
  { command: 'rinv N dimm', lines: [...DIMMS, '(rc 0)'], documented },
  { command: 'rinv N firm cpu', lines: [...FIRMWARE, ...CPUS, '(rc 0)'], documented },
  {
    command: 'rinv N firm -V',
    lines: [
      'N: BMC Firmware Product: ibm-v2.2-0-r1 (Ready)+',
      ...FIRMWARE,
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
  {
    command: 'rinv N bogus',
    lines: [
      'STDERR Error: Unsupported command: rinv bogus',
      'STDERR Allowed: model serial cpu dimm mac pcie drive psu fan firm all',
      '(rc 1)',
    ],
    documented: 'usage errors go to stdout, one line per node',
  },
] satisfies readonly Difference[]

import type { ErrorKind } from '../src/core/errors.ts'
import type { FaultKind } from '../src/simulator/faults/fault-kinds.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'

/** What is asked of BMCs with faults, in the words of the command line. */
export const ASKED = [
  ['rpower', 'stat'],
  ['rpower', 'off'],
  ['rpower', 'reset'],
  ['rsetboot', 'net'],
] as const
export type Asked = (typeof ASKED)[number]

/** Which outcomes are true ones, and what a failure has to say. */
export interface Expectation {
  readonly outcomes: readonly ('result' | ErrorKind)[]
  readonly says?: RegExp
  /** It waits for a state that never comes, for a minute: a run may be ended when only such nodes are left. */
  readonly waits?: true
}

type Expected = (asked: Asked, bmc: Pick<BmcReport, 'protocol' | 'flavour' | 'family'>) => Expectation

const well: Expectation = { outcomes: ['result'] }
const noLogin =
  (says: RegExp): Expected =>
  () => ({ outcomes: ['connect'], says })
const neverOff: Expectation = {
  outcomes: ['deadline', 'cancelled'],
  says: /did not change to off|Broken off: only those that wait are left/,
  waits: true,
}

/** No JSON where it is needed: writes are carried out or not, and whoever reads the answer cannot know. */
const noJson: Expected = ([, word]) => ({
  outcomes: ['malformed'],
  says: word === 'off' ? /not JSON/ : /not JSON|no \{"data"/,
})

/** States that cannot be read: a reset that has to see the machine off waits in vain, whatever else is done without looking. */
const noStates =
  (others: Expectation): Expected =>
  ([, word], { protocol }) =>
    protocol === 'openbmc' && word === 'reset'
      ? neverOff
      : word === 'off' || word === 'stat'
        ? mayRead
        : others
const mayRead: Expectation = { outcomes: ['result', 'malformed'], says: /PowerState: Invalid input/ }
const oddBoot: Expectation = {
  outcomes: ['result', 'malformed', 'unsupported'],
  says: /no boot objects|no BootSource|boot from network over redfish|Invalid input/,
}

const powerFault: Expected = ([, word], { protocol }) =>
  word === 'reset' && protocol === 'openbmc' ? neverOff : well

/** The true outcome of every fault of the simulator. */
export const EXPECTED: Readonly<Record<FaultKind, Expected>> = {
  refuses: noLogin(/^Login to BMC failed: Can't connect to .* \(Connection refused\)/),
  silent: noLogin(/\(timeout in the TLS handshake\)/),
  'new-address-dead': () => well,
  'bmc-reboots': () => ({
    outcomes: ['result', 'connect'],
    says: /Connection (refused|reset by peer)|timeout/,
  }),
  'certificate-changed': () => ({ outcomes: ['result', 'trust'], says: /the certificate has changed/ }),
  'old-certificate': noLogin(/\(TLS: .*\)\. If this BMC is old, .*tlslevel=0/),
  slow: () => well,
  dribble: () => ({
    outcomes: ['result', 'connect'],
    says: /timeout (waiting for|in the middle of) the answer/,
  }),
  'reset-in-body': noLogin(/^Login to BMC failed: .* \(Connection reset by peer\)/),
  'closes-each': () => well,
  http10: () => well,
  'chokes-on-keep-alive': ([, word]) =>
    word === 'stat'
      ? well
      : { outcomes: ['result', 'connect'], says: /Connection reset by peer\) It is not known/ },
  mute: noLogin(/\(timeout waiting for the answer\)/),
  '503': () => ({ outcomes: ['bmc'], says: /^\[503\] Service Unavailable/ }),
  '503-retry-after': () => well,
  '429': () => well,
  html: noJson,
  'truncated-json': noJson,
  'malformed-json': noJson,
  'missing-properties': noStates(oddBoot),
  'null-properties': noStates(oddBoot),
  'wrong-types': noStates(oddBoot),
  'clock-wrong': () => well,
  'wrong-password': () => ({ outcomes: ['login'], says: /^\[401\] Invalid username or password$/ }),
  'expired-password': (_asked, { flavour }) =>
    flavour === 'bmcweb'
      ? { outcomes: ['bmc', 'login'], says: /^\[403\] / }
      : { outcomes: ['login'], says: flavour ? /^\[401\]/ : /wants the password of this user changed/ },
  'sessions-full': (_asked, { flavour }) =>
    flavour === 'phosphor'
      ? { outcomes: ['result', 'bmc'], says: /^\[401\]/ }
      : { outcomes: ['bmc'], says: flavour ? /^\[503\]/ : /number of simultaneous sessions/ },
  'session-dropped': () => well,
  'power-never': powerFault,
  'power-lies': powerFault,
  'upload-breaks': () => well,
  'activation-fails': () => well,
  'old-firmware-returns': () => well,
}

/** What is expected of this BMC as it is now. */
export function expectationOf(asked: Asked, bmc: BmcReport): Expectation {
  return bmc.fault ? EXPECTED[bmc.fault](asked, bmc) : well
}

import type { SimulatedBmc } from '../bmc.ts'
import type { Fault } from './fault.ts'

/** How soon somebody else's login costs a client its session, where a full table lets the oldest go. */
const EVICTED_AFTER = 3

/** What is wrong with passwords and sessions. */
export const SESSION_FAULTS = {
  'wrong-password': {
    says: 'The right password is refused as a wrong one is.',
    refusesPassword: true,
  },
  'expired-password': {
    says: 'The password has expired: phosphor refuses the login (401), bmcweb everything after it (403), Redfish says PasswordChangeRequired.',
    begin(bmc) {
      bmc.passwordHasExpired = true
    },
    end(bmc) {
      bmc.passwordHasExpired = false
    },
  },
  'sessions-full': {
    says: 'The session table is full: Redfish answers SessionLimitExceeded (503, Dell 400), bmcweb 503; phosphor logs in, and evicts in silence before every third request.',
    begin({ sessions }) {
      sessions.isFull = true
    },
    end({ sessions }) {
      sessions.isFull = false
    },
    ask({ bmc, condition }) {
      if (bmc.flavour === 'phosphor' && condition.requests % EVICTED_AFTER === 0) dropSessions(bmc)
      return undefined
    },
  },
  'session-dropped': {
    says: 'All sessions vanish before every Nth request.',
    number: { means: 'how often', default: 5 },
    ask({ bmc, condition }) {
      if (condition.requests % condition.number === 0) dropSessions(bmc)
      return undefined
    },
  },
} as const satisfies Readonly<Record<string, Fault>>

function dropSessions({ sessions, seen }: SimulatedBmc): void {
  seen.sessionsEvicted += sessions.size
  sessions.clear()
}

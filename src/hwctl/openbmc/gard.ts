import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { isNotFound } from '../flows/not-found.ts'
import { Gard } from '../managers/gard.ts'
import { GARD_RESET, getGard, resetGard } from './client/gard.ts'
import { protocol } from './protocol.ts'

/** GARD records over OpenBMC's REST. */
export default executor(Gard, protocol, {
  clear: steps({
    plan: () => [`POST ${GARD_RESET}`],
    look: ({ bmc }) => getGard(bmc).catch(gardIsAbsent),
    async run({ bmc }) {
      await resetGard(bmc)
      return { cleared: true }
    },
  }),
})

/** Images for processors that are not POWER answer 404. */
function gardIsAbsent(thrown: unknown): never {
  if (isNotFound(thrown)) throw new HwctlError({ kind: 'unsupported', what: 'GARD records' }, thrown)
  throw thrown
}

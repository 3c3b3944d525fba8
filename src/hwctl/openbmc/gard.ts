import { executor, steps } from '../../core/lifecycle.ts'
import { Gard } from '../managers/gard.ts'
import { GARD_RESET, resetGard } from './client/gard.ts'
import { protocol } from './protocol.ts'

/** GARD records over OpenBMC's REST. */
export default executor(Gard, protocol, {
  clear: steps({
    plan: () => [`POST ${GARD_RESET}`],
    async run({ bmc }) {
      await resetGard(bmc)
      return { cleared: true }
    },
  }),
})

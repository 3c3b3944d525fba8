import { remembered } from '../../core/remembered.ts'

/** A name of the BMC's as xCAT writes it: `p0_core0_temp` is `P0 Core0 Temp`. */
export const title = remembered((name) =>
  name
    .replaceAll('_', ' ')
    .toLowerCase()
    .replaceAll(/[a-z]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
)

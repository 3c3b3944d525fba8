import type { SimulatedBmc } from '../../src/simulator/bmc.ts'

const HANGS_MS = 60_000

/** Everything after it hangs, and the promise resolves, as soon as `when` is so. */
export function hangOnceTrue(bmc: SimulatedBmc, when: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let isOver = false
    const look = () => {
      if (isOver || !when()) return
      isOver = true
      bmc.latencyMs = HANGS_MS
      resolve()
    }
    bmc.seen.sawRequest = new Proxy(bmc.seen.sawRequest, {
      apply(target, self, args) {
        look()
        return Reflect.apply(target, self, args)
      },
    })
  })
}

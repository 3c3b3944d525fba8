import type { SimulatedBmc } from '../bmc.ts'
import type { StoredImage } from '../firmware.ts'
import { FAMILY_TRAITS } from './families.ts'
import type { FirmwareTraits } from './firmware-traits.ts'

/** One update, which the service shows as a task. */
export interface Update {
  readonly id: string
  readonly applyTime: string | undefined
  /** Undefined until its file has come. */
  image?: StoredImage
  /** Waits for the host to start. */
  isStaged?: true | undefined
  /** Why its file did not come. */
  failure?: string
}

/** The updates of one BMC's firmware: a file that was taken is written at once, or when the host starts. */
export class Updates {
  readonly #bmc: SimulatedBmc
  readonly all: Update[] = []
  #count = 0

  constructor(bmc: SimulatedBmc) {
    this.#bmc = bmc
  }

  /** A file is on its way. */
  expect(applyTime: string | undefined): Update {
    const update: Update = { id: `${this.#traits.taskPrefix}${++this.#count}`, applyTime }
    this.all.push(update)
    return update
  }

  /** The file of an update has come. */
  arrived(update: Update, image: StoredImage): void {
    const { restartsItself } = this.#traits
    update.image = image
    if (restartsItself && update.applyTime === 'OnReset') update.isStaged = true
    else this.#write(image, restartsItself || update.applyTime === 'Immediate')
  }

  /** The file of an update does not come. */
  failed(update: Update, failure: string): void {
    update.failure = failure
  }

  /** What waited for that is written now. */
  hostStarted(): void {
    for (const update of this.all) {
      if (!update.isStaged || !update.image) continue
      update.isStaged = undefined
      this.#write(update.image, true)
    }
  }

  /** bmcweb keeps its tasks in memory. */
  bmcStarted(): void {
    if (!this.#traits.restartsItself) this.all.length = 0
  }

  get #traits(): FirmwareTraits {
    return FAMILY_TRAITS[this.#bmc.family ?? 'openbmc'].firmware
  }

  #write(image: StoredImage, restarts: boolean): void {
    const { firmware, presence, machine } = this.#bmc
    firmware.activate(image, () => {
      if (!restarts) return
      if (image.purpose === 'BMC') presence.rebootSoon()
      else if (machine.host === 'Off') firmware.started('Host')
      else machine.cycle()
    })
  }
}

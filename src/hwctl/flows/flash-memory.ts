import { z } from 'zod'
import type { Target } from '../../core/lifecycle.ts'
import type { FirmwareFile } from '../managers/flash.ts'

const remembered = z.object({
  versions: z.array(z.string()),
  hostWasOn: z.boolean().optional(),
  bmcMayBeAway: z.boolean().optional(),
  bmcRestarted: z.boolean().optional(),
  hostRestarted: z.boolean().optional(),
})

type Facts = Partial<Omit<z.infer<typeof remembered>, 'versions'>>

/**
 * What a BMC cannot tell whoever goes on after a run that was broken off, kept in checkpoints: above all that the host was on,
 * and is to be on again. What an earlier run knew counts only where it was about the same versions.
 */
export class FlashMemory {
  readonly #versions: readonly string[]
  readonly #target: Pick<Target, 'checkpoint' | 'resumedFrom'>
  #facts: Facts = {}
  /** Whether the BMC can tell which of its images run; asked before it restarts, as one that starts may not know yet. */
  tellsRunning = true

  constructor(files: readonly FirmwareFile[], target: Pick<Target, 'checkpoint' | 'resumedFrom'>) {
    this.#versions = files.map(({ version }) => version)
    this.#target = target
    const known = remembered.safeParse(target.resumedFrom)
    if (!known.success || known.data.versions.join('\n') !== this.#versions.join('\n')) return
    const { versions: _, ...facts } = known.data
    this.#facts = facts
  }

  get hostWasOn(): boolean | undefined {
    return this.#facts.hostWasOn
  }

  /** The run that was broken off was about to restart the BMC, or had done it: it may be starting still. */
  get bmcMayBeAway(): boolean {
    return this.#facts.bmcMayBeAway ?? false
  }

  get bmcRestarted(): boolean {
    return this.#facts.bmcRestarted ?? false
  }

  get hostRestarted(): boolean {
    return this.#facts.hostRestarted ?? false
  }

  /** Adds to what is known, and says it in a checkpoint. */
  remember(facts: Facts): void {
    this.#facts = { ...this.#facts, ...facts }
    this.#target.checkpoint({ versions: this.#versions, ...this.#facts })
  }
}

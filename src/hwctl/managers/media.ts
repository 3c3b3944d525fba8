import { capability, op } from '../../core/capability.ts'

/** One drive that a BMC shows its host, and what is in it. */
export interface MediaSlot {
  /** The BMC's own name for it: `1`, `CD`, `RemovableDisk`. */
  readonly slot: string
  /** What the host sees, in the BMC's words (DSP2046, VirtualMedia.MediaTypes): CD, DVD, USBStick, Floppy. */
  readonly types: readonly string[]
  /** Where the image comes from; absent when there is none in the drive. */
  readonly image?: string
  /** Whether the host may not write; absent where it is not told, or nothing is in the drive. */
  readonly writeProtected?: boolean
}

/** An image, and where it is to go. */
export interface MediaWish {
  /** Where the BMC finds it; which forms it knows is the BMC's matter. */
  readonly image: string
  /** Without it, a free slot that fits the image. */
  readonly slot?: string
  /** Without it, as the BMC does it; the standard says yes. */
  readonly writeProtected?: boolean
}

/** Virtual media: images that a BMC shows its host as drives. */
export const Media = capability('media', {
  list: op<void, { readonly slots: readonly MediaSlot[] }>(),
  /** Answers what was read back. */
  insert: op<MediaWish, MediaSlot>(),
  /** Empties the slot, or without one the only slot that is not empty; with nothing to do, nothing is sent. */
  eject: op<{ readonly slot?: string }, { readonly ejected: readonly MediaSlot[] }>(),
})

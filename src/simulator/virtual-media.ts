/** What is in a drive. */
export interface InsertedMedia {
  readonly image: string
  readonly writeProtected: boolean
}

/** The drives that a BMC shows its host. */
export class VirtualMedia {
  readonly #slots = new Map<string, InsertedMedia>()

  inside(slot: string): InsertedMedia | undefined {
    return this.#slots.get(slot)
  }

  put(slot: string, media: InsertedMedia): void {
    this.#slots.set(slot, media)
  }

  eject(slot: string): boolean {
    return this.#slots.delete(slot)
  }
}

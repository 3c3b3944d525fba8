import { createHash } from 'node:crypto'
import type { TarManifest } from './tar-manifest.ts'

/** How far an image is, in OpenBMC's words. */
export type Activation = 'Ready' | 'Activating' | 'Active' | 'Failed' | 'Invalid'

/** One firmware image of a simulated BMC. */
export interface StoredImage {
  readonly id: string
  readonly purpose: string
  readonly version: string
  readonly extendedVersion: string
  activation: Activation
  requested: boolean
  /** Per cent, while activating and after; undefined for images from birth. */
  progress: number | undefined
  /** 0 is started next, among the active ones of its purpose. */
  priority: number
}

/** An image that a BMC has from birth; it runs, unless it says otherwise. */
export type BornImage = Pick<StoredImage, 'id' | 'purpose' | 'version'> & { readonly rests?: true }

/** The images of OpenBMC's REST. */
export const REST_IMAGES: readonly BornImage[] = [
  { id: '2bd96ea5', purpose: 'BMC', version: 'v2.14.0-simulated' },
  { id: '221d9020', purpose: 'Host', version: 'host-v1.0-simulated' },
]

/** What firmware asks of its BMC. */
export interface FirmwareOwner {
  /** How long an activation takes. */
  readonly flashMs: number
  /** The per cent at which an activation fails, where it does. */
  readonly activationFailsAt: number | undefined
  /** A restart brings back what ran before. */
  readonly keepsOldFirmware: boolean
  readonly seen: { activations: number; deletions: number; uploads: number; uploadedBytes: number }
}

const STEPS = 10

/** The firmware images of one BMC and of its host. */
export class Firmware {
  readonly #owner: FirmwareOwner
  readonly images = new Map<string, StoredImage>()
  readonly functional = new Set<string>()
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(owner: FirmwareOwner, born: readonly BornImage[] = REST_IMAGES) {
    this.#owner = owner
    for (const { rests, ...image } of born) {
      this.#add(image, 'Active').priority = rests ? 1 : 0
      if (!rests) this.functional.add(image.id)
    }
  }

  /** The version that runs as the firmware of the BMC or of the host. */
  versionOf(purpose: 'BMC' | 'Host'): string | undefined {
    for (const id of this.functional) {
      const image = this.images.get(id)
      if (image?.purpose === purpose) return image.version
    }
    return undefined
  }

  /** Takes a tar, and returns the id of its image; undefined where it is broken or the version is there. */
  upload(manifest: TarManifest | undefined, bytes: number): string | undefined {
    const { seen } = this.#owner
    seen.uploadedBytes += bytes
    const isThere = [...this.images.values()].some((image) => image.version === manifest?.version)
    if (!manifest || isThere) return undefined
    seen.uploads++
    const { version, purpose, extendedVersion } = manifest
    return this.#add({ id: idOf(version), purpose, version, extendedVersion }, 'Ready').id
  }

  /** Begins to write an image; one that is active, or on its way, stays as it is. `then` is called when it is active. */
  activate(image: StoredImage, then: () => void = () => {}): void {
    this.#owner.seen.activations++
    image.requested = true
    if (image.activation !== 'Ready' && image.activation !== 'Failed') return
    image.activation = 'Activating'
    image.progress = 0
    this.#step(image, then)
  }

  /** Makes an image the one that is started next; the others of its purpose move back. */
  prefer(image: StoredImage, priority: number): void {
    image.priority = priority
    const others = this.#startable(image.purpose).filter((one) => one !== image)
    let next = priority
    for (const other of others) if (other.priority === next) other.priority = ++next
  }

  /** Deletes an image; the one that the BMC runs stays, without a word. */
  remove(image: StoredImage): void {
    if (image.purpose !== 'Host' && this.functional.has(image.id)) return
    this.#owner.seen.deletions++
    clearTimeout(this.#timers.get(image.id))
    this.#timers.delete(image.id)
    this.images.delete(image.id)
    this.functional.delete(image.id)
  }

  /** BMC or host starts: what is first in line runs from now on. */
  started(purpose: 'BMC' | 'Host'): void {
    if (this.#owner.keepsOldFirmware) return
    const [first] = this.#startable(purpose)
    if (!first) return
    for (const image of this.images.values()) if (image.purpose === purpose) this.functional.delete(image.id)
    this.functional.add(first.id)
  }

  /** Stops every activation where it is. */
  halt(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #startable(purpose: string): StoredImage[] {
    const active = [...this.images.values()].filter(
      (one) => one.purpose === purpose && one.activation === 'Active',
    )
    return active.sort((a, b) => a.priority - b.priority)
  }

  #step(image: StoredImage, then: () => void): void {
    const progress = image.progress ?? 0
    if (progress >= (this.#owner.activationFailsAt ?? Number.POSITIVE_INFINITY)) {
      image.activation = 'Failed'
      return
    }
    if (progress >= 100) {
      image.activation = 'Active'
      this.prefer(image, 0)
      then()
      return
    }
    const go = () => {
      image.progress = progress + 100 / STEPS
      this.#step(image, then)
    }
    const { flashMs } = this.#owner
    if (flashMs === 0) go()
    else this.#timers.set(image.id, setTimeout(go, flashMs / STEPS))
  }

  #add(
    image: Pick<StoredImage, 'id' | 'purpose' | 'version'> & { readonly extendedVersion?: string },
    activation: Activation,
  ): StoredImage {
    const stored: StoredImage = {
      extendedVersion: '',
      ...image,
      activation,
      requested: false,
      progress: activation === 'Ready' ? 0 : undefined,
      priority: 0,
    }
    this.images.set(stored.id, stored)
    return stored
  }
}

/** Ids follow from the version alone, eight hexadecimal digits of them (phosphor-bmc-code-mgmt). */
export function idOf(version: string): string {
  return createHash('sha512').update(version).digest('hex').slice(0, 8)
}

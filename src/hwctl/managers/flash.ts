import { capability, op } from '../../core/capability.ts'
import type { PowerNote } from './power.ts'

/** What a firmware image is for; `system` is BMC and host in one. */
export type FirmwarePurpose = 'bmc' | 'host' | 'system' | 'other'

/** How far an image is: on the BMC, being written, able to run, or good for nothing. */
export type FirmwareState = 'ready' | 'activating' | 'active' | 'failed' | 'invalid' | 'other'

/** One firmware image on a BMC. */
export interface FirmwareImage {
  readonly id: string
  readonly purpose: FirmwarePurpose
  readonly version: string
  readonly state: FirmwareState
  /** It runs now. */
  readonly running: boolean
  /** It runs from the next start on, when it is active; absent where the BMC keeps no order of them. */
  readonly bootsNext?: boolean
  /** How far its activation is, where the BMC tells. */
  readonly percent?: number
  /** Versions of its parts. */
  readonly extended: readonly string[]
  /** The BMC's own words. */
  readonly reported: { readonly purpose: string; readonly state: string }
}

/** All images of a BMC. */
export interface FirmwareList {
  readonly images: readonly FirmwareImage[]
  /** False for firmware that cannot tell which of its images run. */
  readonly tellsRunning: boolean
}

/** A firmware file as its MANIFEST describes it; one of a vendor's own kind has an empty version and the purpose `other`. */
export interface FirmwareFile {
  /** As the operator named it. */
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly purpose: FirmwarePurpose
  readonly version: string
  readonly extended: readonly string[]
  /** The machine that it was built for, where it says so. */
  readonly machine?: string
  readonly reported: { readonly purpose: string }
}

/** What became of one image. */
export interface FlashedImage {
  readonly id: string
  readonly version: string
  readonly purpose: FirmwarePurpose
  /** False where the BMC had it already. */
  readonly uploaded: boolean
  /** `pending`: it runs from the next start on. `taken`: the BMC is done with it, and says nothing of a version that has changed. */
  readonly state: 'present' | 'pending' | 'running' | 'taken'
}

/** Something said while firmware is brought to a BMC. */
export type FlashNote =
  | PowerNote
  /** About the run as a whole. */
  | { readonly said: 'uploading'; readonly files: readonly string[] }
  | { readonly said: 'activating-id' | 'deleting-id'; readonly id: string }
  | { readonly said: 'file'; readonly purpose: string; readonly version: string }
  | { readonly said: 'plain-file'; readonly name: string; readonly bytes: number }
  | { readonly said: 'fetching'; readonly uri: string }
  /** About one node. `old-processor`: a POWER9 DD 2.0, for which newer firmware is not meant. */
  | { readonly said: 'old-processor' }
  | { readonly said: 'activating'; readonly id: string; readonly version: string; readonly uploaded: boolean }
  | { readonly said: 'started'; readonly version: string }
  | { readonly said: 'task-started'; readonly file: string; readonly task: string }
  | { readonly said: 'waits-for-start'; readonly file: string; readonly task: string }
  | { readonly said: 'taken'; readonly file: string }
  | { readonly said: 'changed'; readonly purpose: string; readonly from: string; readonly to: string }
  | { readonly said: 'activated'; readonly version: string }
  | { readonly said: 'percent'; readonly version: string; readonly percent: number }
  | {
      readonly said: 'removing-spoilt'
      readonly id: string
      readonly version: string
      readonly state: string
    }
  | { readonly said: 'bmc-reboots'; readonly clearsDumps: boolean }
  | { readonly said: 'dumps-not-cleared'; readonly reason: string }
  | { readonly said: 'bmc-reboot-sent' | 'bmc-ready' | 'host-restarted' | 'host-started' | 'cannot-verify' }

/** Whether files of a vendor's own kind, about which nothing can be checked, are sent as they are. */
interface AnyFile {
  readonly anyFile?: true
}

/** Firmware of the BMC and of the host. */
export const Flash = capability('flash', {
  list: op<void, FirmwareList>(),
  /** What runs now, beside what a file holds; the file is never sent. */
  check: op<{ readonly file?: string } & AnyFile, FirmwareList, FlashNote>(),
  upload: op<{ readonly file: string } & AnyFile, FlashedImage, FlashNote>({ lock: 'takes' }),
  /** From a file, which is uploaded first or fetched by the BMC, or an image that is there; it runs from the next start on. */
  activate: op<
    ({ readonly file: string } & AnyFile) | { readonly id: string } | { readonly uri: string },
    FlashedImage,
    FlashNote
  >({ lock: 'takes' }),
  /** The BMC's and the host's image of a folder, all the way: both are restarted, and run them afterwards. */
  flash: op<
    { readonly directory: string; readonly hostReboot: boolean; readonly clearDumps: boolean } & AnyFile,
    readonly FlashedImage[],
    FlashNote
  >({ lock: 'takes' }),
  delete: op<{ readonly id: string }, { readonly deleted: string }, FlashNote>({ lock: 'takes' }),
})

/** Why a firmware image, or the file that it is to come from, will not do. */
export type FirmwareFacts = { readonly kind: 'firmware' } /** The file `what` cannot be opened or read. */ & (
  | { readonly problem: 'inaccessible'; readonly what: string }
  /** The file `what` is no whole firmware tar; `detail` is what is wrong with it. */
  | { readonly problem: 'broken'; readonly what: string; readonly detail: string }
  /** The folder `what` has no tar, or several, of that purpose. */
  | { readonly problem: 'none-in-folder'; readonly what: string; readonly purpose: string }
  | {
      readonly problem: 'several-in-folder'
      readonly what: string
      readonly purpose: string
      readonly files: readonly string[]
    }
  /** The BMC has no image with the id `what`. */
  | { readonly problem: 'unknown-id'; readonly what: string; readonly asked: 'activate' | 'delete' }
  /** The image `what` runs, and is not to be deleted; or nobody can tell what it is for. */
  | { readonly problem: 'runs-bmc' | 'runs-host' | 'unknown-purpose'; readonly what: string }
  /** The image `what` is still there after it was deleted. */
  | { readonly problem: 'not-removed'; readonly what: string }
  /** The BMC did not take the file `what`; `detail` is its reason. */
  | { readonly problem: 'refused'; readonly what: string; readonly detail: string }
  /** The version `what` was taken, and did not appear among the images. */
  | { readonly problem: 'not-found'; readonly what: string; readonly waitedMs: number }
  /** The activation of the version `what` ended in the state `detail`, after so many per cent where the BMC told. */
  | {
      readonly problem: 'not-activated'
      readonly what: string
      readonly detail: string
      readonly percent?: number
    }
  /** After the restart the version `detail` runs, and not `what`. */
  | {
      readonly problem: 'not-running'
      readonly what: string
      readonly purpose: string
      readonly detail: string
    }
)

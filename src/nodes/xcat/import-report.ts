/** Something of xCAT's that is not taken over, and why. */
export interface Skipped {
  /** The node, group or key it was written for. */
  readonly of: string
  readonly why: string
}

/** Gathers what an import leaves out. */
export class ImportReport {
  readonly skipped: Skipped[] = []

  skip(of: string, why: string): void {
    this.skipped.push({ of, why })
  }
}

/** A way in which some services are not as the standard says, or say more than it: who, and where that was seen. */
export interface Quirk {
  readonly name: string
  readonly machine: string
  /** The recorded answer, the source, or the manual that it is known from. */
  readonly source: string
}

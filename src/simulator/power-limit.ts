/** The limit on the power that a machine may draw, in watts. */
export class PowerLimit {
  isOn = false
  watts = 2000
  readonly minWatts = 500
  readonly maxWatts = 3050
}

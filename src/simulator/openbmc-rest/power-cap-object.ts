import { type DbusObject, flag } from './dbus-object.ts'

/** xyz.openbmc_project.Control.Power.Cap: any value is taken, as phosphor-settings knows no bounds. */
export const POWER_CAP: DbusObject = {
  properties: ({ powerLimit }) => ({
    MaxPowerCapValue: powerLimit.maxWatts,
    MinPowerCapValue: powerLimit.minWatts,
    PowerCap: powerLimit.watts,
    PowerCapEnable: powerLimit.isOn,
  }),
  writers: {
    PowerCap: {
      accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
      write({ powerLimit }, value) {
        powerLimit.watts = Number(value)
      },
    },
    PowerCapEnable: flag(({ powerLimit }, value) => {
      powerLimit.isOn = value
    }),
  },
}

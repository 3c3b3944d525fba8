import type { Flavour } from '../model.ts'
import { type DbusObject, enumeration, flag, Refusal } from './dbus-object.ts'
import { failure } from './envelope.ts'

const ROOT = '/xyz/openbmc_project'
const POLICY = 'xyz.openbmc_project.Control.Power.RestorePolicy.Policy'
const SYNC = 'xyz.openbmc_project.Time.Synchronization.Method'
const THERMAL_MODES = ['DEFAULT', 'CUSTOM', 'HEAVY_IO', 'MAX_BASE_FAN_FLOOR'] as const

/**
 * Settings of one value each. Thermal modes are only on phosphor's image; redundancy of power supplies is a sensor with methods
 * there, and a setting on bmcweb's.
 */
export function settingObjects(flavour: Flavour): Readonly<Record<string, DbusObject>> {
  return {
    [`${ROOT}/control/host0/auto_reboot`]: AUTO_REBOOT,
    [`${ROOT}/control/host0/power_restore_policy`]: RESTORE_POLICY,
    [`${ROOT}/time/sync_method`]: TIME_SYNC,
    ...(flavour === 'phosphor'
      ? {
          [`${ROOT}/control/thermal/0`]: THERMAL,
          [`${ROOT}/sensors/chassis/PowerSupplyRedundancy`]: REDUNDANCY_SENSOR,
        }
      : { [`${ROOT}/control/power_supply_redundancy`]: REDUNDANCY_SETTING }),
  }
}

const AUTO_REBOOT: DbusObject = {
  properties: ({ config }) => ({ AutoReboot: config.autoReboot }),
  writers: {
    AutoReboot: flag(({ config }, value) => {
      config.autoReboot = value
    }),
  },
}

const RESTORE_POLICY: DbusObject = {
  properties: ({ config }) => ({
    PowerRestoreDelay: 0,
    PowerRestorePolicy: `${POLICY}.${config.powerRestorePolicy}`,
  }),
  writers: {
    PowerRestorePolicy: enumeration(POLICY, ['AlwaysOn', 'AlwaysOff', 'Restore'], ({ config }, word) => {
      config.powerRestorePolicy = word
    }),
  },
}

const TIME_SYNC: DbusObject = {
  properties: ({ config }) => ({ TimeSyncMethod: `${SYNC}.${config.timeSyncMethod}` }),
  writers: {
    TimeSyncMethod: enumeration(SYNC, ['NTP', 'Manual'], ({ config }, word) => {
      config.timeSyncMethod = word
    }),
  },
}

const THERMAL: DbusObject = {
  properties: ({ config }) => ({ Current: config.thermalMode, Supported: THERMAL_MODES }),
  writers: {
    Current: {
      accepts: (value) => THERMAL_MODES.some((mode) => mode === value),
      write({ config }, value) {
        config.thermalMode = THERMAL_MODES.find((mode) => mode === value) ?? config.thermalMode
      },
    },
  },
}

const REDUNDANCY_SENSOR: DbusObject = {
  properties: ({ config }) => ({ value: config.hasRedundantPower ? 'Enabled' : 'Disabled' }),
  methods: {
    getValue: ({ config }) => (config.hasRedundantPower ? 'Enabled' : 'Disabled'),
    setValue({ config }, [value]) {
      if (value !== 'Enabled' && value !== 'Disabled') return new Refusal(failure(400, 'Invalid argument'))
      config.hasRedundantPower = value === 'Enabled'
      return null
    },
  },
}

const REDUNDANCY_SETTING: DbusObject = {
  properties: ({ config }) => ({ PowerSupplyRedundancyEnabled: config.hasRedundantPower }),
  writers: {
    PowerSupplyRedundancyEnabled: flag(({ config }, value) => {
      config.hasRedundantPower = value
    }),
  },
}

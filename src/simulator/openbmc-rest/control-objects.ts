import type { BootChoice, BootSettings } from '../boot-settings.ts'
import type { Flavour } from '../model.ts'
import { type DbusObject, enumeration, flag, type Writer } from './dbus-object.ts'
import { POWER_CAP } from './power-cap-object.ts'

const BOOT = 'xyz.openbmc_project.Control.Boot'
const CONTROL = '/xyz/openbmc_project/control/host0'
const SOURCES = ['Disk', 'ExternalMedia', 'Network', 'Default', 'RemovableMedia'] as const
const MODES = ['Regular', 'Safe', 'Setup'] as const
const TYPES = ['Legacy', 'EFI'] as const

/** Below /control/host0: boot settings, and for bmcweb the non-maskable interrupt. */
export function controlObjects(flavour: Flavour): Readonly<Record<string, DbusObject>> {
  return {
    ...FIXED,
    [`${CONTROL}/boot`]: bootObject(flavour, 'permanent'),
    [`${CONTROL}/boot/one_time`]: bootObject(flavour, 'oneTime'),
    ...(flavour === 'bmcweb' && { [`${CONTROL}/nmi`]: NMI }),
  }
}

/** One of the two boot settings; the boot type is newer than phosphor-rest-server, and so is `Enabled` of the permanent one. */
function bootObject(flavour: Flavour, which: 'oneTime' | 'permanent'): DbusObject {
  const isNew = flavour === 'bmcweb'
  const hasEnabled = isNew || which === 'oneTime'
  const choice = (boot: BootSettings): BootChoice => boot[which]
  return {
    properties: ({ boot }) => ({
      BootMode: `${BOOT}.Mode.Modes.${choice(boot).mode}`,
      BootSource: `${BOOT}.Source.Sources.${choice(boot).source}`,
      ...(isNew && { BootType: `${BOOT}.Type.Types.${choice(boot).type}` }),
      ...(hasEnabled && { Enabled: choice(boot).enabled }),
    }),
    writers: {
      BootMode: enumeration(`${BOOT}.Mode.Modes`, MODES, ({ boot }, word) => {
        choice(boot).mode = word
      }),
      BootSource: enumeration(
        `${BOOT}.Source.Sources`,
        isNew ? [...SOURCES, 'HTTP' as const] : SOURCES,
        ({ boot }, word) => {
          choice(boot).source = word
        },
      ),
      ...(isNew && { BootType: bootType(choice) }),
      ...(hasEnabled && { Enabled: bootEnabled(choice) }),
    },
  }
}

function bootType(choice: (boot: BootSettings) => BootChoice): Writer {
  return enumeration(`${BOOT}.Type.Types`, TYPES, ({ boot }, word) => {
    choice(boot).type = word
  })
}

function bootEnabled(choice: (boot: BootSettings) => BootChoice): Writer {
  return flag(({ boot }, value) => {
    choice(boot).enabled = value
  })
}

const NMI: DbusObject = {
  properties: () => ({}),
  methods: {
    NMI: (bmc) => bmc.seen.sawPowerAction('NMI', 'NMI'),
  },
}

/** What is the same for both flavours. */
const FIXED: Readonly<Record<string, DbusObject>> = {
  [`${CONTROL}/TPMEnable`]: { properties: () => ({ TPMEnable: false }) },
  [`${CONTROL}/power_cap`]: POWER_CAP,
  [`${CONTROL}/restriction_mode`]: {
    properties: () => ({
      RestrictionMode: 'xyz.openbmc_project.Control.Security.RestrictionMode.Modes.None',
    }),
  },
}

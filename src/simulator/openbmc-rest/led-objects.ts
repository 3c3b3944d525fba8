import { LAMP_STATES, LAMPS, type Lamp, LED_GROUPS, type LedGroup } from '../indicators.ts'
import type { Flavour } from '../model.ts'
import { type DbusObject, enumeration, flag } from './dbus-object.ts'

const LED = '/xyz/openbmc_project/led'
const ACTION = 'xyz.openbmc_project.Led.Physical.Action'

/** Below /led: bmcweb's machine has groups, one of which blinks; phosphor's has lamps that can blink, and groups for all else. */
export function ledObjects(flavour: Flavour): Readonly<Record<string, DbusObject>> {
  const isNew = flavour === 'bmcweb'
  const groups = LED_GROUPS.filter((name) => isNew || name !== 'enclosure_identify_blink')
  return Object.fromEntries([
    ...groups.map((name) => [`${LED}/groups/${name}`, group(name)]),
    ...(isNew ? [] : LAMPS.map((name) => [`${LED}/physical/${name}`, lamp(name)])),
  ])
}

function group(name: LedGroup): DbusObject {
  return {
    properties: ({ indicators }) => ({ Asserted: indicators.isAsserted(name) }),
    writers: { Asserted: flag(({ indicators }, asserted) => indicators.assert(name, asserted)) },
  }
}

function lamp(name: Lamp): DbusObject {
  return {
    properties: ({ indicators }) => ({
      Color: 'xyz.openbmc_project.Led.Physical.Palette.Unknown',
      DutyOn: 50,
      Period: 1000,
      State: `${ACTION}.${indicators.lamp(name)}`,
    }),
    writers: {
      State: enumeration(ACTION, LAMP_STATES, ({ indicators }, state) => indicators.setLamp(name, state)),
    },
  }
}

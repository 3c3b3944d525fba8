import type { BootChoice } from './boot-settings.ts'
import type { BmcModel } from './model.ts'
import { BMCWEB_PERSONALITY, PHOSPHOR_PERSONALITY } from './openbmc-rest/personality.ts'
import { redfishPersonality } from './redfish/personality.ts'
import type { SessionPolicy } from './session-table.ts'

/** What a model of BMC has from birth. */
export interface Personality {
  readonly sessionPolicy: SessionPolicy
  /** Sessions outlive a reboot of the BMC. */
  readonly keepsSessionsOnDisk: boolean
  /** The boot settings that nobody has touched. */
  readonly idleBoot: BootChoice
}

/** The personality of a model. */
export function personality(model: BmcModel): Personality {
  if (model.protocol === 'redfish') return redfishPersonality(model.family)
  return model.flavour === 'phosphor' ? PHOSPHOR_PERSONALITY : BMCWEB_PERSONALITY
}

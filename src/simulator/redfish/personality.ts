import type { Family } from '../model.ts'
import type { Personality } from '../personality.ts'
import { FAMILY_TRAITS } from './families.ts'

/** A Redfish service keeps its sessions in memory and refuses one too many. */
export function redfishPersonality(family: Family): Personality {
  return {
    sessionPolicy: { limit: FAMILY_TRAITS[family].sessionLimit, whenFull: 'refuse' },
    keepsSessionsOnDisk: false,
    idleBoot: { enabled: false, source: 'None', mode: 'UEFI', type: 'EFI' },
  }
}

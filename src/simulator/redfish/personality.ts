import type { BiosSetting } from '../bios-settings.ts'
import { type BornImage, REST_IMAGES } from '../firmware.ts'
import type { BmcModel, Family } from '../model.ts'
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

/** The settings that the BIOS of such a machine has. */
export function biosSettingsOf(model: BmcModel): Readonly<Record<string, BiosSetting>> {
  return (model.protocol === 'redfish' && FAMILY_TRAITS[model.family].bios?.settings) || {}
}

/** The firmware that such a machine has from birth. */
export function bornImagesOf(model: BmcModel): readonly BornImage[] {
  return model.protocol === 'redfish' ? FAMILY_TRAITS[model.family].firmware.born : REST_IMAGES
}

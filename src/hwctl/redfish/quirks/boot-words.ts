import type { BootTarget } from '../../managers/setboot.ts'
import type { Quirk } from './quirk.ts'

/** Boot targets go by words that the standard does not have (DSP2046, ComputerSystem.Boot). */
export const bootWords = {
  name: 'boot-words',
  machine: 'Supermicro X10',
  source:
    'recorded Supermicro X10, Redfish 1.0.1: BootSourceOverrideTarget@Redfish.AllowableValues of the system',
  signs: [
    {
      at: 'system',
      property: ['Boot', 'BootSourceOverrideTarget@Redfish.AllowableValues'],
      is: /^(CD\/DVD|UsbKey|FloppyRemovableMedia)$/,
    },
  ],
  /** What stands for a target where its own word is not on offer. */
  words: { cd: 'CD/DVD', usb: 'UsbKey', floppy: 'FloppyRemovableMedia' },
} as const satisfies Quirk & { readonly words: Readonly<Partial<Record<BootTarget, string>>> }

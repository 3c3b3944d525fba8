import { capability, op } from '../../core/capability.ts'

/** Where a machine can be told to boot from. */
export const BOOT_TARGETS = [
  'network',
  'hard-drive',
  'cd',
  'default',
  'usb',
  'http',
  'bios-setup',
  'floppy',
] as const
export type BootTarget = (typeof BOOT_TARGETS)[number]

export const BOOT_MODES = ['uefi', 'bios'] as const
export type BootMode = (typeof BOOT_MODES)[number]

/** What a machine boots from next, and the BMC's own word for it. */
export interface BootSetting {
  /** `other` is a source of the BMC's that has no name here. */
  readonly target: BootTarget | 'other'
  /** For every boot, not only for the next one. */
  readonly persistent: boolean
  readonly mode?: BootMode
  readonly reported: string
}

/** What a machine is to boot from: for the next boot, or with `persistent` for every one. */
export interface BootWish {
  readonly target: BootTarget
  readonly persistent: boolean
  readonly mode?: BootMode
}

/** The boot source override. */
export const Setboot = capability('setboot', {
  getBoot: op<void, BootSetting>(),
  /** Answers what was read back. */
  setBoot: op<BootWish, BootSetting>({ lock: 'heeds' }),
})

import type { Fault } from './fault.ts'

/** What is wrong with firmware; everything else is well. */
export const FIRMWARE_FAULTS = {
  'upload-breaks': {
    says: 'The connection is reset in the middle of every firmware upload; nothing is kept of it.',
    breaksUploads: true,
  },
  'activation-fails': {
    says: 'Every activation of firmware fails when N per cent are done.',
    number: { means: 'per cent', default: 40 },
    failsActivation: true,
  },
  'old-firmware-returns': {
    says: 'Firmware is activated, and a restart brings back what ran before.',
    keepsOldFirmware: true,
  },
} as const satisfies Readonly<Record<string, Fault>>

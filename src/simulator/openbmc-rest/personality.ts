import type { Personality } from '../personality.ts'

const IDLE_BOOT = { enabled: true, source: 'Default', mode: 'Regular', type: 'EFI' } as const

/** phosphor-rest-server: sixteen sessions in memory, the oldest goes in silence. */
export const PHOSPHOR_PERSONALITY: Personality = {
  sessionPolicy: { limit: 16, whenFull: 'evict-oldest' },
  keepsSessionsOnDisk: false,
  idleBoot: IDLE_BOOT,
}

/** bmcweb: as many sessions as come, kept on disk. */
export const BMCWEB_PERSONALITY: Personality = {
  sessionPolicy: { limit: Number.POSITIVE_INFINITY, whenFull: 'refuse' },
  keepsSessionsOnDisk: true,
  idleBoot: IDLE_BOOT,
}

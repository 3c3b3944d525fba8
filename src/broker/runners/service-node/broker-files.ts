import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { BusSettings } from '../../../bus/bus.ts'
import { HwctlError } from '../../../core/errors.ts'

/** Where a broker keeps what it needs for service nodes; without the settings there are none. */
export interface BrokerFiles {
  readonly folder: string
  readonly settings: string
  readonly key: string
  readonly known: string
}

export function brokerFiles(home: string): BrokerFiles {
  const folder = join(home, 'servicenodes')
  return {
    folder,
    settings: join(folder, 'broker.json'),
    key: join(folder, 'broker.key'),
    known: join(folder, 'known.json'),
  }
}

const schema = z.object({
  servers: z.array(z.string()).min(1),
  seed: z.string().exactOptional(),
  ca: z.string().exactOptional(),
})

/** What a broker's settings file holds. */
export type StoredBus = z.output<typeof schema>

/** How this broker reaches NATS; undefined where nobody set it up. @throws HwctlError `file` */
export function readBusSettings(home: string): BusSettings | undefined {
  const { settings } = brokerFiles(home)
  if (!existsSync(settings)) return undefined
  try {
    return { ...schema.parse(JSON.parse(readFileSync(settings, 'utf8'))), name: 'broker' }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new HwctlError({ kind: 'file', path: settings, reason }, thrown)
  }
}

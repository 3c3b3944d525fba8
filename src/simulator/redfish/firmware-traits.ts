import type { BornImage, StoredImage } from '../firmware.ts'

/** One image in the list of a family. */
export interface ListedImage {
  readonly id: string
  readonly name: string
  readonly description?: string
  /** Whose it is, as far as the service says. */
  readonly relatedTo?: 'manager' | 'system'
}

/** How a family deals with its firmware. */
export interface FirmwareTraits {
  readonly born: readonly BornImage[]
  /** As what a stored image is listed, once or more often; undefined where there is no update service. */
  readonly listed?: (image: StoredImage, runs: boolean) => readonly ListedImage[]
  /** Where files are sent to. */
  readonly pushUri?: string
  readonly multipartUri?: string
  /** How `#UpdateService.SimpleUpdate` fetches a file; undefined where it is not offered. */
  readonly fetches?: readonly string[]
  /** When an update may be applied, where the service says so. */
  readonly applyTimes?: readonly string[]
  /** In front of the number of a task. */
  readonly taskPrefix: string
  /** Restarts what was updated by itself, and remembers its tasks over a restart of its own. */
  readonly restartsItself: boolean
}

/** bmcweb: one address for both ways of sending; what came is written at once, and runs from the next start on. */
export const OPENBMC_FIRMWARE: FirmwareTraits = {
  born: [
    { id: '2bd96ea5', purpose: 'BMC', version: '2.15.0-simulated' },
    { id: '221d9020', purpose: 'Host', version: 'host-v1.0-simulated' },
  ],
  listed: ({ id, purpose }) => [
    {
      id,
      name: 'Software Inventory',
      description: `${purpose} image`,
      relatedTo: purpose === 'BMC' ? 'manager' : 'system',
    },
  ],
  pushUri: '/redfish/v1/UpdateService/update',
  multipartUri: '/redfish/v1/UpdateService/update',
  taskPrefix: 'update',
  restartsItself: false,
}

const DELL_PARTS: Readonly<Record<string, readonly [id: string, name: string]>> = {
  BMC: ['25227-%__iDRAC.Embedded.1-1', 'Integrated Dell Remote Access Controller'],
  Host: ['159-%__BIOS.Setup.1-1', 'BIOS'],
}

/** iDRAC 9: a task for each update, and an inventory whose ids say what runs. */
export const DELL_FIRMWARE: FirmwareTraits = {
  born: [
    { id: 'idrac-7', purpose: 'BMC', version: '7.10.30.00' },
    { id: 'idrac-6', purpose: 'BMC', version: '6.00.30.00', rests: true },
    { id: 'bios-1', purpose: 'Host', version: '1.13.2' },
  ],
  listed({ purpose, version, activation }, runs) {
    const [pattern = '%', name = purpose] = DELL_PARTS[purpose] ?? []
    if (!runs && activation !== 'Active') return []
    const words = runs ? (purpose === 'Host' ? ['Installed', 'Current'] : ['Installed']) : ['Previous']
    return words.map((word) => ({ id: `${word}-${pattern.replace('%', () => version)}`, name }))
  },
  multipartUri: '/redfish/v1/UpdateService/MultipartUpload',
  fetches: ['HTTP', 'NFS', 'CIFS', 'TFTP', 'HTTPS'],
  applyTimes: ['Immediate', 'OnReset', 'OnStartUpdateRequest'],
  taskPrefix: 'JID_',
  restartsItself: true,
}

/** Redfish 1.0: no update service at all. */
export const SUPERMICRO_FIRMWARE: FirmwareTraits = {
  born: [
    { id: 'bmc', purpose: 'BMC', version: '4.0' },
    { id: 'bios', purpose: 'Host', version: '1.2' },
  ],
  taskPrefix: '',
  restartsItself: false,
}

import { factsOf } from '../../../core/errors.ts'
import type { Quirk as QuirkName } from '../../managers/probe.ts'
import { accountsPath, listAccounts } from '../client/account-service.ts'
import { getBios } from '../client/bios.ts'
import { httpsCertificatesPath } from '../client/certificate.ts'
import { chassisOf } from '../client/chassis.ts'
import { members } from '../client/collection.ts'
import { interfacesPath } from '../client/ethernet-interface.ts'
import { getManagerObject } from '../client/manager.ts'
import { ifThere } from '../client/memory.ts'
import { type JsonObject, linkAt, objectsAt } from '../client/property.ts'
import { type RedfishClient, readObject, SERVICE_ROOT } from '../client/resource.ts'
import { getServiceRoot } from '../client/service-root.ts'
import { getSystemObject } from '../client/system.ts'
import { EVERY_QUIRK } from './every-quirk.ts'
import { isShown, type Place } from './quirk.ts'

const OPERATION = 'probe'

type Objects = readonly JsonObject[]

/** The quirks that a service shows, found out by reading alone; what cannot be read shows none. */
export async function shownQuirks(bmc: RedfishClient): Promise<readonly QuirkName[]> {
  const read: Partial<Record<Place, Objects>> = {}
  for (const [place, look] of Object.entries(PLACES))
    read[place as Place] = await look(bmc).catch(nothingRead)
  return EVERY_QUIRK.filter((quirk) => isShown(quirk, read)).map(({ name }) => name)
}

function nothingRead(thrown: unknown): Objects {
  const { kind } = factsOf(thrown)
  if (kind === 'unsupported' || kind === 'bmc' || kind === 'malformed') return []
  throw thrown
}

const PLACES: Readonly<Record<Place, (bmc: RedfishClient) => Promise<Objects>>> = {
  root: async (bmc) => [(await readObject(bmc, OPERATION, SERVICE_ROOT)).data],
  system: async (bmc) => [(await getSystemObject(bmc, OPERATION)).data],
  manager: async (bmc) => [(await getManagerObject(bmc, OPERATION)).data],
  chassis: async (bmc) => (await chassisOf(bmc, OPERATION)).map(({ data }) => data),
  async thermal(bmc) {
    const all = await linkedFrom(bmc, await PLACES.chassis(bmc), 'Thermal')
    return all.flatMap((one) => [...objectsAt(one, 'Temperatures'), ...objectsAt(one, 'Fans')])
  },
  sensors: async (bmc) => membersFrom(bmc, await PLACES.chassis(bmc), 'Sensors'),
  async images(bmc) {
    const { UpdateService: path } = await getServiceRoot(bmc, OPERATION)
    const service = await ifThere(bmc, path, (at) => readObject(bmc, OPERATION, at))
    return membersFrom(bmc, service ? [service.data] : [], 'FirmwareInventory')
  },
  async logs(bmc) {
    const owners = [
      ...(await PLACES.system(bmc)),
      ...(await PLACES.manager(bmc)),
      ...(await PLACES.chassis(bmc)),
    ]
    return membersFrom(bmc, owners, 'LogServices')
  },
  async accounts(bmc) {
    const all = await listAccounts(bmc, await accountsPath(bmc, OPERATION), OPERATION)
    return all.map(({ data }) => data)
  },
  interfaces: async (bmc) => membersAt(bmc, await interfacesPath(bmc)),
  async certificates(bmc) {
    const path = await httpsCertificatesPath(bmc)
    return path === undefined ? [] : membersAt(bmc, path)
  },
  bios: async (bmc) => [(await getBios(bmc)).data],
}

async function linkedFrom(bmc: RedfishClient, from: Objects, name: string): Promise<Objects> {
  const found: JsonObject[] = []
  for (const one of from) {
    const read = await ifThere(bmc, linkAt(one, name), (path) => readObject(bmc, OPERATION, path))
    if (read) found.push(read.data)
  }
  return found
}

async function membersFrom(bmc: RedfishClient, from: Objects, name: string): Promise<Objects> {
  const found: JsonObject[] = []
  for (const one of from) {
    const all = await ifThere(bmc, linkAt(one, name), (path) => membersAt(bmc, path))
    found.push(...(all ?? []))
  }
  return found
}

async function membersAt(bmc: RedfishClient, path: string): Promise<Objects> {
  return (await members(bmc, path, { operation: OPERATION })).map(({ path: at, data }) => ({
    ...data,
    '@odata.id': at,
  }))
}

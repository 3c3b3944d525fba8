import type { SimulatedBmc } from '../bmc.ts'
import { dumpPieces, type SimulatedDump } from '../dumps.ts'
import type { BmcReply } from '../message.ts'
import type { Flavour } from '../model.ts'
import type { DbusObject, LivingObjects, Method } from './dbus-object.ts'

/** Where the dumps are. */
export const DUMP = '/xyz/openbmc_project/dump'

/** The older image has one manager for all dumps, the newer one for those of the BMC. */
const MANAGER = { phosphor: DUMP, bmcweb: `${DUMP}/bmc` } as const satisfies Record<Flavour, string>

const clear: Method = ({ dumps }) => dumps.clear()

/** The dump managers: the older answers with a number, the newer with a path. */
export const DUMP_OBJECTS: Readonly<Record<Flavour, Readonly<Record<string, DbusObject>>>> = {
  phosphor: {
    [DUMP]: {
      properties: () => ({}),
      methods: { CreateDump: ({ dumps }) => dumps.create(), DeleteAll: clear },
    },
  },
  bmcweb: {
    [`${DUMP}/bmc`]: {
      properties: () => ({}),
      methods: { CreateDump: ({ dumps }) => `${DUMP}/bmc/entry/${dumps.create()}`, DeleteAll: clear },
    },
    [`${DUMP}/system`]: { properties: () => ({}) },
  },
}

/** The dumps of a BMC; the older image lists a dump only when it is written. */
export const dumpEntries: LivingObjects = (bmc, flavour) => {
  const shown = bmc.dumps.all.filter(({ isComplete }) => isComplete || flavour === 'bmcweb')
  return Object.fromEntries(
    shown.map((dump) => [`${MANAGER[flavour]}/entry/${dump.id}`, dumpEntry(dump, flavour)]),
  )
}

function dumpEntry({ id, isComplete, startedAt }: SimulatedDump, flavour: Flavour): DbusObject {
  const remove = ({ dumps }: SimulatedBmc) => dumps.remove(id)
  return {
    properties: ({ dumps }) =>
      flavour === 'phosphor'
        ? { Elapsed: Math.round(startedAt / 1000), Size: dumps.bytes }
        : {
            CompletedTime: isComplete ? startedAt * 1000 : 0,
            Elapsed: startedAt * 1000,
            Offloaded: false,
            Size: isComplete ? dumps.bytes : 0,
            StartTime: startedAt * 1000,
            Status: `xyz.openbmc_project.Common.Progress.OperationStatus.${isComplete ? 'Completed' : 'InProgress'}`,
          },
    methods: { Delete: remove },
    remove,
  }
}

/** GET /download/dump/ID: the file itself. */
export function download({ dumps }: SimulatedBmc, id: string, notFound: BmcReply): BmcReply {
  const dump = dumps.complete(id)
  if (!dump) return notFound
  const { bytes } = dumps
  dumps.onPiece()
  return { status: 200, download: { bytes, pieces: () => dumpPieces(dump.id, bytes) } }
}
